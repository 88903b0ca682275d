/// What the page is and is not, what leaves the machine, and how it meets people's needs: from docs/how_to/browser.md.
import {h} from "../dom";
import type {Engine} from "../engine/engine";
import {rendered} from "../lessons/markdown";
import {words} from "../words/en";
import text from "../../../docs/how_to/browser.md?raw";

export function about_page(engine: Engine): HTMLElement {
  const version = h("p", {class: "note"});
  void engine.call({call: "version"}).then(({answer}) => (version.textContent = answer.text)).catch(() => {});
  const body = rendered(text.replace(/^# .*\n/, ""));
  return h("section", {class: "prose", "aria-labelledby": "about-heading"},
           h("h1", {id: "about-heading", tabindex: -1}, words.about.heading), version, body);
}
