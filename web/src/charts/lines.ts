/// Curves with their intervals, as SVG: with a sentence that says the same, and the numbers as a table.
import {scaleLinear} from "d3-scale";
import {area, line} from "d3-shape";
import {fresh_id, h, readable, scrolled, svg} from "../dom";
import {words} from "../words/en";

export interface Series {
  name: string;
  values: number[];
  low?: number[];
  high?: number[];
}

export interface Lines {
  title: string;
  unit: string;
  x: number[];
  series: Series[];
  /// Where the axis of values must reach.
  include?: number[];
  height?: number;
  table?: boolean;
  x_label?: string;
  /// Where the axis along the bottom has its numbers.
  ticks?: number[];
  marks?: {x: number; text: string}[];
  /// Many runs of one kind: thin lines of one colour, told together, and their mean as a thick one.
  runs?: boolean;
  /// What stands under the figure.
  note?: string;
}

const known = (x: number) => Number.isFinite(x);

const left = 58, right = 14, top = 12, bottom = 40;  // room around the curves

/// Where a pointer is in a picture whose axes go from the first to the second of these values.
export function at_pointer(picture: SVGSVGElement, {clientX, clientY}: MouseEvent, x: [number, number], y: [number, number]): {x: number; y: number} {
  const {width, height} = picture.viewBox.baseVal, place = new DOMPoint(clientX, clientY).matrixTransform(picture.getScreenCTM()!.inverse());
  return {x: scaleLinear([left, width - right], x)(place.x), y: scaleLinear([height - bottom, top], y)(place.y)};
}

/// The picture alone: it stands for itself when it is saved, so its colours are in it. A pen is a mark at one place.
export function lines_picture(chart: Lines, pen?: {x: number; y: number}): SVGSVGElement {
  const {title, unit, x, series, include = [], height = 240, x_label, ticks, marks = [], runs = false} = chart;
  // On a narrow screen a smaller picture, so that its words keep their size.
  const width = window.innerWidth < 640 ? 360 : 640;
  const all = [...series.flatMap((each) => [...each.values, ...(each.low ?? []), ...(each.high ?? [])]), ...include].filter(known);
  const [least, most] = all.length ? [Math.min(...all), Math.max(...all)] : [0, 1];
  const across = scaleLinear([x[0] ?? 0, Math.max(x[x.length - 1] ?? 1, (x[0] ?? 0) + 1)], [left, width - right]);
  const up = scaleLinear(least === most ? [least - 1, most + 1] : [least, most], [height - bottom, top]).nice(5);
  const id = fresh_id("chart");
  const picture = svg("svg", {viewBox: `0 0 ${width} ${height}`, class: "lines", role: "img", "aria-labelledby": id, "font-family": "system-ui, sans-serif", "font-size": 13},
                      svg("title", {id}, `${title}${unit ? `, ${unit}` : ""}. ${runs ? together(chart) : sentence(chart)}`));
  for (const tick of up.ticks(5))
    picture.append(svg("line", {x1: left, x2: width - right, y1: up(tick), y2: up(tick), class: tick === 0 ? "zero" : "grid", stroke: "#888", "stroke-opacity": tick === 0 ? 0.9 : 0.25}),
                   svg("text", {x: left - 7, y: up(tick) + 4, "text-anchor": "end", class: "tick", fill: "currentColor"}, up.tickFormat(5)(tick)));
  for (const tick of ticks ?? across.ticks(width < 500 ? 4 : 7))
    picture.append(at_edge(across(tick), String(tick), width, height - bottom + 18));
  picture.append(svg("text", {x: (left + width - right) / 2, y: height - 4, "text-anchor": "middle", class: "tick", fill: "currentColor"}, x_label ?? words.chart.month));
  for (const mark of marks)
    picture.append(svg("line", {x1: across(mark.x), x2: across(mark.x), y1: top, y2: height - bottom, stroke: "#888", "stroke-dasharray": "3 3"}),
                   svg("text", {x: across(mark.x) + 4, y: top + 11, class: "tick", fill: "currentColor"}, mark.text));
  series.forEach((each, i) => {
    if (each.low && each.high) {
      const band = area<number>().defined((_, t) => known(each.low![t]) && known(each.high![t]))
                       .x((_, t) => across(x[t])).y0((_, t) => up(each.low![t])).y1((_, t) => up(each.high![t]));
      picture.append(svg("path", {d: band(each.values) ?? "", class: `band series-${i % 6}`, "fill-opacity": 0.18}));
    }
    const path = line<number>().defined(known).x((_, t) => across(x[t])).y((value) => up(value));
    picture.append(svg("path", {d: path(each.values) ?? "", class: runs ? "run" : `line series-${i % 6}`, fill: "none", "stroke-width": runs ? 0.8 : 2.2, "stroke-opacity": runs ? 0.7 : 1}));
    if (x.length === 1 && known(each.values[0]))  // a line needs two points
      picture.append(svg("circle", {cx: across(x[0]), cy: up(each.values[0]), r: 4, class: `band series-${i % 6}`}));
  });
  if (runs) {
    const path = line<number>().defined(known).x((_, t) => across(x[t])).y((value) => up(value));
    picture.append(svg("path", {d: path(mean_of(series, x.length)) ?? "", class: "line series-0", fill: "none", "stroke-width": 3.2}));
  }
  if (pen) picture.append(svg("circle", {cx: across(pen.x), cy: up(pen.y), r: 6, class: "pen", fill: "none", stroke: "currentColor", "stroke-width": 2}));
  return picture;
}

/// A number below the axis; at the picture's right edge it ends there.
function at_edge(x: number, text: string, width: number, y: number): SVGTextElement {
  const beyond = x + 4.2 * text.length > width;
  return svg("text", {x: beyond ? width - 1 : x, y, "text-anchor": beyond ? "end" : "middle", class: "tick", fill: "currentColor"}, text);
}

/// The mean of the runs that have a value, at each time.
function mean_of(series: Series[], count: number): number[] {
  return Array.from({length: count}, (_, t) => {
    const there = series.map((each) => each.values[t]).filter(known);
    return there.reduce((sum, each) => sum + each, 0) / there.length;
  });
}

/// What the axis along the bottom counts, within a sentence.
const along = ({x_label}: Lines) => (x_label ?? words.chart.month).toLowerCase();

/// What a reader who does not see the picture should know.
function sentence(chart: Lines): string {
  const {x, series, unit} = chart;
  return series.map((each) => {
    const there = each.values.map((value, t) => [value, t] as const).filter(([value]) => known(value));
    if (there.length === 0) return words.chart.no_values(each.name);
    const [first, at] = there[0], [last, end] = there[there.length - 1];
    return words.chart.from_to(each.name, along(chart), unit, [readable(first), x[at]], [readable(last), x[end]]);
  }).join(" ");
}

function together(chart: Lines): string {
  const {x, series, unit} = chart;
  const last = series.map((each) => each.values[each.values.length - 1]).filter(known).sort((a, b) => a - b);
  if (last.length === 0) return words.chart.nothing;
  const mean = last.reduce((sum, each) => sum + each, 0) / last.length;
  return words.chart.together(last.length, along(chart), x[x.length - 1], unit, [mean, last[0], last[last.length - 1]].map(readable));
}

export function lines_figure(chart: Lines): HTMLElement {
  const figure = h("figure", {class: "chart"}, caption(chart.title, chart.unit),
                   chart.runs ? "" : legend(chart.series.map((each) => each.name)), lines_picture(chart));
  if (chart.runs) figure.append(h("p", {class: "note"}, together(chart)));
  if (chart.note) figure.append(h("p", {class: "note"}, chart.note));
  if (chart.table !== false) figure.append(numbers(chart));
  return figure;
}

const caption = (title: string, unit: string) => h("figcaption", {}, h("strong", {}, title), unit ? ` (${unit})` : "");

export function legend(names: string[]): HTMLElement {
  return h("ul", {class: "legend"}, ...names.map((name, i) => {
    const sample = svg("svg", {viewBox: "0 0 22 10", width: 22, height: 10, "aria-hidden": "true"},
                       svg("path", {d: "M1 5H21", class: `line series-${i % 6}`, "stroke-width": 2.6, fill: "none"}));
    return h("li", {}, sample, name);
  }));
}

function numbers({title, x, series, x_label}: Lines): HTMLElement {
  const details = h("details", {}, h("summary", {}, words.chart.table));
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("table")) return;
    const head = h("tr", {}, h("th", {scope: "col"}, x_label ?? words.chart.month),
                   ...series.map((each) => h("th", {scope: "col"}, each.name + (each.low ? ` ${words.chart.interval}` : ""))));
    const body = x.map((month, t) => h("tr", {}, h("th", {scope: "row"}, month), ...series.map((each) =>
      h("td", {}, readable(each.values[t]) + (each.low && known(each.low[t]) ? ` [${readable(each.low[t])}, ${readable(each.high![t])}]` : "")))));
    details.append(scrolled(title, h("table", {}, h("caption", {class: "unseen"}, title), h("thead", {}, head), h("tbody", {}, ...body))));
  });
  return details;
}
