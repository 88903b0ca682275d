/// The form beside the experiment: every parameter with its meaning, grade and range, from the engine's own reference.
import {button, fresh_id, h, labelled, select} from "../dom";
import type {ParameterDoc, Reference} from "../engine/messages";
import {words} from "../words/en";
import {toml_value} from "./toml_edit";

const say = words.lab, most_shown = 40;

export function parameter_form(reference: Reference, on_set: (key: string, value: string) => void): HTMLElement {
  const all = [...reference.parameters, ...reference.file.filter((each) => !/^(scenario|mechanism|design)\./.test(each.key))];
  const list = h("ul", {class: "parameters"});
  const count = h("p", {role: "status"});
  const search = h("input", {type: "search", placeholder: say.search_hint, autocomplete: "off", oninput: () => show()});

  function show() {
    const word = search.value.trim().toLowerCase();
    const fits = all.filter(({key, meaning}) => key.toLowerCase().includes(word) || (word.length > 2 && meaning.toLowerCase().includes(word)));
    const exact = (doc: ParameterDoc) => (doc.key.toLowerCase().startsWith(word) ? 0 : 1);
    fits.sort((a, b) => exact(a) - exact(b));
    count.textContent = fits.length === 0 ? say.none_found : say.found(Math.min(fits.length, most_shown), fits.length);
    list.replaceChildren(...fits.slice(0, most_shown).map((doc) => entry(doc, on_set)));
  }
  show();
  return h("div", {class: "form"}, labelled(say.search, search), count, list);
}

/// A key that a narrow window may break after each of its points, before it breaks a word.
const breakable = (key: string) => key.split(".").flatMap((part, i, all) => (i + 1 < all.length ? [`${part}.`, h("wbr", {})] : [part]));

function entry(doc: ParameterDoc, on_set: (key: string, value: string) => void): HTMLElement {
  const body = h("div", {class: "entry"});
  const details = h("details", {}, h("summary", {}, h("code", {}, ...breakable(doc.key)), " ", h("span", {class: `grade ${doc.grade}`, title: words.grade_meaning[doc.grade]}, words.grades[doc.grade])), body);
  details.addEventListener("toggle", () => {
    if (details.open && !body.hasChildNodes()) body.append(...fields(doc, on_set));
  });
  return h("li", {}, details);
}

function fields(doc: ParameterDoc, on_set: (key: string, value: string) => void): Node[] {
  const control = value_control(doc), id = fresh_id("doc");
  control.setAttribute("aria-describedby", id);
  const fact = (name: string, text: string) => (text ? [h("dt", {}, name), h("dd", {}, text)] : []);
  return [
    h("p", {id}, doc.meaning),
    h("dl", {}, ...fact(say.default, doc.default), ...fact(say.unit, doc.unit), ...fact(say.allowed, doc.allowed),
      ...fact(say.grade, `${words.grades[doc.grade]}: ${words.grade_meaning[doc.grade]}`), ...fact(say.source, doc.source)),
    labelled(say.value, control),
    button(say.set, () => on_set(doc.key, toml_value(doc.type, control.value))),
  ];
}

function value_control(doc: ParameterDoc): HTMLInputElement | HTMLSelectElement {
  const plain = doc.default.replace(/^"|"$/g, "");
  if (doc.type === "choice") return select(doc.choices.map((each) => [each, each]), plain, () => {});
  if (doc.type === "flag") return select([["true", "true"], ["false", "false"]], doc.default, () => {});
  return h("input", {type: "text", inputmode: doc.type === "real" || doc.type === "whole" ? "decimal" : undefined, value: doc.default === "none" ? "" : plain, autocomplete: "off", spellcheck: "false"});
}
