/// The form beside the experiment: every parameter with its meaning, grade and range, from the engine's own reference, and
/// with the value that the experiment gives it.
import {button, fresh_id, h, labelled, select} from "../dom";
import type {ParameterDoc, Reference} from "../engine/messages";
import {words} from "../words/en";

const say = words.lab, most_shown = 40;

/// What the form asks of the experiment.
export interface Settings {
  /// The value that is in force, as a person would type it; undefined where nobody answers any more.
  get: (key: string) => Promise<string | undefined>;
  /// Gives what is wrong with a value that cannot be put in; "" where it went in.
  put: (key: string, typed: string) => Promise<string>;
}

type Renew = () => void;

/// `renew` shows the values of an experiment that has changed, but for those that a person is writing.
export function parameter_form(reference: Reference, settings: Settings, looked_for: string, look: (word: string) => void): {form: HTMLElement; renew: Renew} {
  const all = [...reference.parameters, ...reference.file.filter((each) => !/^(scenario|mechanism|design)\./.test(each.key))];
  const list = h("ul", {class: "parameters"}), open = new Map<HTMLElement, Renew>();
  const count = h("p", {role: "status"});
  const search = h("input", {type: "search", placeholder: say.search_hint, autocomplete: "off", value: looked_for || undefined, oninput: () => show()});

  function show() {
    look(search.value);
    const word = search.value.trim().toLowerCase();
    const fits = all.filter(({key, meaning}) => key.toLowerCase().includes(word) || (word.length > 2 && meaning.toLowerCase().includes(word)));
    const exact = (doc: ParameterDoc) => (doc.key.toLowerCase().startsWith(word) ? 0 : 1);
    fits.sort((a, b) => exact(a) - exact(b));
    count.textContent = fits.length === 0 ? say.none_found : say.found(Math.min(fits.length, most_shown), fits.length);
    open.clear();
    list.replaceChildren(...fits.slice(0, most_shown).map((doc) => entry(doc, settings, open)));
  }
  show();
  return {
    form: h("div", {class: "form"}, h("p", {class: "note"}, say.form_of(reference.model)), labelled(say.search, search), count, list),
    renew() {
      for (const each of open.values()) each();
    },
  };
}

/// A key that a narrow window may break after each of its points, before it breaks a word.
const breakable = (key: string) => key.split(".").flatMap((part, i, all) => (i + 1 < all.length ? [`${part}.`, h("wbr", {})] : [part]));

function entry(doc: ParameterDoc, settings: Settings, open: Map<HTMLElement, Renew>): HTMLElement {
  const body = h("div", {class: "entry"});
  const details = h("details", {}, h("summary", {}, h("code", {}, ...breakable(doc.key)), " ", h("span", {class: `grade ${doc.grade}`, title: words.grade_meaning[doc.grade]}, words.grades[doc.grade])), body);
  details.addEventListener("toggle", () => {
    open.delete(details);
    if (!details.open) return;
    const {nodes, renew} = fields(doc, settings);
    body.replaceChildren(...nodes);
    open.set(details, renew);
    renew();
  });
  return h("li", {}, details);
}

function fields(doc: ParameterDoc, settings: Settings): {nodes: Node[]; renew: Renew} {
  const control = value_control(doc), id = fresh_id("doc"), problem = h("p", {class: "problem", role: "alert"});
  control.setAttribute("aria-describedby", id);
  let written = false;
  control.addEventListener("input", () => (written = true));
  const fact = (name: string, text: string) => (text ? [h("dt", {}, name), h("dd", {}, text)] : []);
  const put = async () => {
    problem.textContent = await settings.put(doc.key, control.value);
    if (problem.textContent === "") written = false;
  };
  return {
    nodes: [
      h("p", {id}, doc.meaning),
      h("dl", {}, ...fact(say.default, doc.default), ...fact(say.unit, doc.unit), ...fact(say.allowed, doc.allowed),
        ...fact(say.grade, `${words.grades[doc.grade]}: ${words.grade_meaning[doc.grade]}`), ...fact(say.source, doc.source)),
      labelled(say.value, control), button(say.set, () => void put()), problem,
    ],
    renew: () => void settings.get(doc.key).then((typed) => {
      if (!written && typed !== undefined) control.value = typed;
    }),
  };
}

function value_control(doc: ParameterDoc): HTMLInputElement | HTMLSelectElement {
  if (doc.type === "choice") return select(doc.choices.map((each) => [each, each]), "", () => {});
  if (doc.type === "flag") return select([["true", "true"], ["false", "false"]], "", () => {});
  const number = doc.type === "real" || doc.type === "whole";
  return h("input", {type: "text", inputmode: number ? "decimal" : undefined, autocomplete: "off", spellcheck: "false"});
}
