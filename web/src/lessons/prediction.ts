/// What students predict: the box where they write it, what stays of it, and the class's codes together.
import {button, h, labelled} from "../dom";
import {words} from "../words/en";
import {code_of, read_code} from "./codes";
import {asked_of, sketch_pad, sketched, type Sketch} from "./sketch";

const say = words.lessons;

/// In the order of the sheets; what a class predicts in figures, for its codes.
export const lessons: {name: string; asks: string[]}[] =
    ["runaway_urn", "unequal_eyes", "visible_label", "trust_travels", "pause_it", "tournament", "evaluation"].map((name) => ({name, asks: say.asks[name]}));

/// What stays of a visit while the page is open, and where the browser allows it until it is closed.
export interface Kept {
  get: () => string;
  set: (text: string) => void;
}

export function remembered(key: string): Kept {
  let here = "";
  return {
    get: () => {
      try {
        return sessionStorage.getItem(key) ?? here;
      } catch {
        return here;
      }
    },
    set: (text) => {
      here = text;
      try {
        sessionStorage.setItem(key, text);
      } catch {
        // a page from a file may not store: the prediction stays until it is left
      }
    },
  };
}

/// A prediction as it is kept: what was typed under each question, in words, and what was drawn.
function kept(prediction: Kept): {numbers: string[]; text: string; sketch: Sketch} {
  const nothing = {numbers: [], text: "", sketch: []};
  try {
    return {...nothing, ...JSON.parse(prediction.get())};
  } catch {
    return nothing;
  }
}

/// What was predicted, for the place where the result is looked at.
export function told(place: number, prediction: Kept): Node[] {
  const {numbers, text, sketch} = kept(prediction), {name, asks} = lessons[place];
  const answers = asks.flatMap((question, q) => (numbers[q] ? [`${question} ${numbers[q]}`] : []));
  const written = [...answers, ...(text ? [text] : [])].join("\n"), picture = sketched(name, sketch);
  return [...(written || !picture ? [h("p", {class: "predicted"}, written || say.first)] : []), ...(picture ? [picture] : [])];
}

export function prediction_box(place: number, prediction: Kept, changed: () => void): HTMLElement {
  const before = kept(prediction);
  const text = h("textarea", {rows: 4, oninput: () => keep()});
  text.value = before.text;
  const asked = lessons[place].asks.map((question, q) =>
    [question, h("input", {type: "number", min: 0, max: 1000, step: 1, inputmode: "numeric", value: before.numbers[q] || undefined, oninput: () => keep()})] as const);
  const code = h("output", {}, "");
  const renew = () => {
    const numbers = asked.map(([, input]) => Number(input.value));
    code.textContent = asked.every(([, input]) => input.value !== "") ? code_of({lesson: place + 1, numbers}) : say.no_code;
  };
  let sketch = before.sketch;
  function keep() {
    prediction.set(JSON.stringify({numbers: asked.map(([, input]) => input.value), text: text.value, sketch}));
    renew();
    changed();
  }
  renew();
  const drawn = asked_of(lessons[place].name);
  const pad = drawn && sketch_pad(drawn, sketch, (now) => {
    sketch = now;
    keep();
  });
  return h("div", {class: "prediction"}, h("p", {}, say.predict_lead), pad,
           ...asked.map(([question, input]) => labelled(question, input)), labelled(`${say.prediction}. ${say.reason}?`, text, h("small", {}, say.kept)),
           h("p", {}, h("strong", {}, `${say.code}: `), code));
}

export function class_codes(place: number): HTMLElement {
  const pasted = h("textarea", {rows: 5}), out = h("div", {role: "status"});
  const show = () => {
    const lines = pasted.value.split(/\n|,/).map((each) => each.trim()).filter((each) => each !== "");
    const read = lines.map(read_code), good = read.flatMap((each) => (each?.lesson === place + 1 ? [each.numbers] : []));
    out.replaceChildren(h("p", {}, say.pooled(good.length, lines.length - good.length)),
      ...lessons[place].asks.map((question, q) => {
        const numbers = good.map((each) => each[q] ?? NaN).filter(Number.isFinite).sort((a, b) => a - b);
        return h("p", {}, h("strong", {}, question), ` ${numbers.join(", ")}`, numbers.length > 0 ? ` ${say.middle(numbers[Math.floor((numbers.length - 1) / 2)])}` : "");
      }));
  };
  return h("details", {class: "codes"}, h("summary", {}, say.codes), h("p", {}, say.codes_lead), labelled(say.paste, pasted), h("div", {class: "bar"}, button(say.pool, show)), out);
}
