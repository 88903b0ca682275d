/// The page: its parts by the address after the #, and the engine that they share.
import "./style.css";
import {h} from "./dom";
import {Engine} from "./engine/engine";
import type {Reference} from "./engine/messages";
import {laboratory_page} from "./lab/lab";
import {read_link} from "./lab/link";
import {lesson_page, lessons_page} from "./lessons/lessons";
import {about_page} from "./pages/about";
import {results_page} from "./results/results";
import {street_page} from "./street/street";
import {language, words} from "./words/en";

interface Shown {
  page: HTMLElement;
  leave?: () => void;
}

document.documentElement.lang = language;

// The street's worker starts while the page is laid out; the reference comes from it too.
const engine = new Engine();
const reference: Promise<Reference> = engine.call({call: "describe"}).then(({answer}) => answer as Reference);
reference.catch((error) => {
  const old = /CompileError|unsupported|invalid/i.test(String(error));
  main.prepend(h("p", {class: "problem", role: "alert"}, old ? words.old_browser : words.broken(String(error.message ?? error))));
});

const parts: [keyof typeof words.parts, string][] = [["street", "#street"], ["lessons", "#lessons"], ["lab", "#lab"], ["results", "#results"], ["about", "#about"]];
const links = parts.map(([part, to]) => h("a", {href: to}, words.parts[part]));
const main = h("main", {id: "content"});
let shown: Shown | undefined;
let for_lab: {toml: string; note?: string} | undefined;

function to_lab(toml: string) {
  for_lab = {toml};
  if (location.hash === "#lab") void show();
  else location.hash = "#lab";
}

async function laboratory(hash: string): Promise<Shown> {
  let given = for_lab;
  for_lab = undefined;
  if (hash.startsWith("lab=")) {
    try {
      const {version, toml} = await read_link(hash.slice(4));
      given = {toml, note: version === __VERSION__ ? undefined : words.lab.link_old(version, __VERSION__)};
    } catch {
      given = {toml: "", note: words.lab.link_broken};
    }
  }
  return laboratory_page(reference, given);
}

async function show(first = false) {
  const hash = location.hash.slice(1);
  const part = hash.startsWith("lab") ? "lab" : hash.startsWith("lesson") ? "lessons" : hash === "about" || hash === "results" ? hash : "street";
  shown?.leave?.();
  shown = part === "lab" ? await laboratory(hash)
        : hash.startsWith("lesson=") ? lesson_page(hash.slice(7), to_lab)
        : part === "lessons" ? {page: lessons_page()}
        : part === "results" ? results_page()
        : part === "about" ? {page: about_page(engine)}
        : street_page(engine, reference, to_lab);
  main.replaceChildren(shown.page);
  parts.forEach(([name], i) => (name === part ? links[i].setAttribute("aria-current", "page") : links[i].removeAttribute("aria-current")));
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? ""} \u2013 ${words.title}`;
  if (first) return;
  heading?.focus();
  window.scrollTo(0, 0);
}

document.querySelector("#app")!.append(
    h("a", {class: "skip", href: "#content", onclick: (event: Event) => {
      event.preventDefault();
      (main.querySelector("h1") as HTMLElement | null)?.focus();
    }}, words.skip),
    h("header", {class: "site"}, h("div", {}, h("a", {class: "brand", href: "#street"}, words.title),
      h("nav", {class: "parts", "aria-label": words.title}, h("ul", {}, ...links.map((each) => h("li", {}, each)))))),
    main,
    h("footer", {class: "site"}, h("div", {}, h("p", {}, words.footer), h("p", {}, words.version(__VERSION__)))));
window.addEventListener("hashchange", () => void show());
void show(true);
