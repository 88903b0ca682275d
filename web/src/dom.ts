/// Small helpers to build the page's elements.
import {locale, no_number} from "./words/en";

type Child = Node | string | number | null | undefined | false;
type Attributes = Record<string, string | number | boolean | ((event: any) => void) | undefined>;

function fill(element: Element, attributes: Attributes, children: Child[]) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      element.append(child instanceof Node ? child : String(child));
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attributes, children);
  return element;
}

let numbered = 0;
/// A name for an element that another one refers to.
export const fresh_id = (stem: string) => `${stem}-${++numbered}`;

/// A control under its label.
export function labelled(label: string, control: HTMLElement, ...after: Child[]): HTMLDivElement {
  control.id ||= fresh_id("control");
  return h("div", {class: "field"}, h("label", {for: control.id}, label), control, ...after);
}

export function select(options: [value: string, text: string][], chosen: string, on_change: (value: string) => void): HTMLSelectElement {
  const element = h("select", {onchange: () => on_change(element.value)},
                    ...options.map(([value, text]) => h("option", {value, selected: value === chosen}, text)));
  return element;
}

/// What is wider than its place. A group, no region: landmarks would have to differ in their names.
export const scrolled = (label: string, ...children: Child[]) => h("div", {class: "scroll", tabindex: 0, role: "group", "aria-label": label}, ...children);

export function button(text: string, on_click: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h("button", {type: "button", onclick: on_click, ...attributes}, text);
}

export function download(name: string, type: string, content: BlobPart) {
  const url = URL.createObjectURL(new Blob([content], {type}));
  h("a", {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/// A number as people read it: thousands apart, and as many digits as it is worth.
export function readable(x: number | null | undefined): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return no_number;
  const size = Math.abs(x);
  const digits = size >= 100 || Number.isInteger(x) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
  return x.toLocaleString(locale, {maximumFractionDigits: digits, minimumFractionDigits: size >= 1 ? digits : 0}).replace("-", "\u2212");
}

/// Lets the browser do what waits: input, painting. Long work does it between its parts.
export const next_task = () => new Promise<void>((done) => setTimeout(done));
