/// A sketch of what students expect: lines drawn over time with pen, finger, mouse or keyboard, and shown again beside the result.
import {at_pointer, lines_picture, type Lines} from "../charts/lines";
import {button, h, readable} from "../dom";
import {words} from "../words/en";

const say = words.lessons.sketch;

const columns = 41;             ///< places along the picture that have a height
const most_lines = 6;           ///< as many as can be told apart
const steps_of_height = 40;     ///< from the lowest to the highest, by keyboard

/// The lines of a sketch: the height of each at each place, null where nothing was drawn.
export type Sketch = (number | null)[][];

/// What a lesson asks its students to sketch; nothing where it asks for none.
export const asked_of = (lesson: string) => words.lessons.sketches[lesson];

type Asked = NonNullable<ReturnType<typeof asked_of>>;

const x_at = ({first, last}: Asked, column: number) => first + ((last - first) * column) / (columns - 1);

/// Straight between the places that were drawn.
function filled(line: (number | null)[]): number[] {
  const drawn = line.flatMap((height, column) => (height === null ? [] : [column]));
  return line.map((height, column) => {
    if (height !== null) return height;
    const before = drawn.filter((each) => each < column).pop(), after = drawn.find((each) => each > column);
    if (before === undefined || after === undefined) return NaN;
    return line[before]! + ((line[after]! - line[before]!) * (column - before)) / (after - before);
  });
}

const has_lines = (sketch: Sketch) => sketch.some((line) => line.some((height) => height !== null));

function chart_of(asked: Asked, sketch: Sketch): Lines {
  return {title: asked.title, unit: asked.unit, x: Array.from({length: columns}, (_, column) => Math.round(x_at(asked, column) * 100) / 100), x_label: asked.x_label,
          include: [asked.least, asked.most], series: sketch.map((line, l) => ({name: say.line(l + 1), values: filled(line)})).filter(({values}) => values.some(Number.isFinite))};
}

/// The sketch as it stands, where there is one.
export function sketched(lesson: string, sketch: Sketch): Element | undefined {
  const asked = asked_of(lesson);
  if (!asked || !has_lines(sketch)) return undefined;
  return h("figure", {class: "chart"}, h("figcaption", {}, say.caption(asked.title, asked.unit)), lines_picture(chart_of(asked, sketch)));
}

export function sketch_pad(asked: Asked, before: Sketch, changed: (sketch: Sketch) => void): HTMLElement {
  const empty = () => Array<number | null>(columns).fill(null);
  let sketch: Sketch = before.length > 0 ? before.map((line) => [...line]) : [empty()];
  let column = 0, drawing: {column: number; height: number} | undefined;
  const middle = (asked.least + asked.most) / 2, step = (asked.most - asked.least) / steps_of_height;
  const within = (height: number) => Math.min(asked.most, Math.max(asked.least, height));
  const current = () => sketch[sketch.length - 1];

  const pad = h("div", {class: "pad", tabindex: 0, role: "slider", "aria-orientation": "vertical", "aria-label": say.label(asked.title),
                        "aria-valuemin": asked.least, "aria-valuemax": asked.most, onkeydown: by_key, onpointerdown: begin, onpointermove: go_on, onpointerup: end, onpointercancel: end});
  const full = h("p", {role: "status"});
  const more = button(say.next, () => {
    if (sketch.length === most_lines) full.textContent = say.full(most_lines);
    if (current().every((height) => height === null) || sketch.length === most_lines) return;
    sketch.push(empty());
    column = 0;
    show();
    pad.focus();
  });
  const clear = button(say.clear, () => {
    sketch = [empty()];
    column = 0;
    full.textContent = "";
    show();
    changed(sketch);
  });

  function show() {
    const height = current()[column] ?? undefined;
    const picture = lines_picture(chart_of(asked, sketch), {x: x_at(asked, column), y: height ?? middle});
    picture.setAttribute("aria-hidden", "true");  // the control around it says what is drawn
    pad.replaceChildren(picture);
    pad.setAttribute("aria-valuenow", String(height ?? middle));
    pad.setAttribute("aria-valuetext", say.at(say.line(sketch.length), asked.x_label, readable(x_at(asked, column)), height === undefined ? undefined : readable(height)));
    more.setAttribute("aria-disabled", String(sketch.length === most_lines));
  }

  /// Heights from the last place to this one.
  function draw(from: {column: number; height: number}, to: {column: number; height: number}) {
    const steps = Math.max(1, Math.abs(to.column - from.column));
    for (let s = 0; s <= steps; ++s)
      current()[Math.round(from.column + ((to.column - from.column) * s) / steps)] = from.height + ((to.height - from.height) * s) / steps;
    column = to.column;
    show();
    changed(sketch);
  }

  function place_of(event: PointerEvent) {
    const {x, y} = at_pointer(pad.querySelector("svg")!, event, [asked.first, asked.last], [asked.least, asked.most]);
    return {column: Math.min(columns - 1, Math.max(0, Math.round(((x - asked.first) / (asked.last - asked.first)) * (columns - 1)))), height: within(y)};
  }
  function begin(event: PointerEvent) {
    if (event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    drawing = place_of(event);
    draw(drawing, drawing);
  }
  function go_on(event: PointerEvent) {
    if (!drawing) return;
    const to = place_of(event);
    draw(drawing, to);
    drawing = to;
  }
  function end() {
    drawing = undefined;
  }

  function by_key(event: KeyboardEvent) {
    const along = {ArrowLeft: -1, ArrowRight: 1, PageDown: -5, PageUp: 5, Home: -columns, End: columns}[event.key];
    const up = {ArrowUp: 1, ArrowDown: -1}[event.key];
    if (along === undefined && up === undefined) return;
    event.preventDefault();
    const line = current(), height = line[column] ?? [...line.slice(0, column)].reverse().find((each) => each !== null) ?? middle;
    if (up !== undefined) return draw({column, height}, {column, height: within(height + up * step)});
    const to = Math.min(columns - 1, Math.max(0, column + along!));
    // A line that was begun goes on at its height; where one is drawn already, the keys only look at it.
    if (along! > 0 && line[column] !== null && line[to] === null) return draw({column, height}, {column: to, height});
    column = to;
    show();
  }

  show();
  return h("div", {class: "sketch"}, h("p", {}, say.lead(asked.title)), pad, h("div", {class: "bar"}, more, clear), full);
}
