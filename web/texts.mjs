// Whether another file of texts has what the page's own has (web/src/words/en.ts): each key, and no other.
import {build} from "vite";

/** What a file of texts exports. */
async function texts_of(file) {
  const {output} = (await build({configFile: false, logLevel: "silent", build: {write: false, target: "es2022", minify: false, lib: {entry: file, formats: ["es"]}}}))[0];
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}

/** By its key ("lab.run"), each text or function of texts. */
function by_key(texts, before = "", found = new Map()) {
  for (const [name, value] of Object.entries(texts))
    if (typeof value === "object" && value !== null) by_key(value, `${before}${name}.`, found);
    else found.set(before + name, value);
  return found;
}

/** How many letters must be put in, left out or changed to make one word of the other. */
function distance(a, b) {
  let row = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; ++i) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; ++j) row.push(Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
  }
  return row[b.length];
}

/** Of these keys the one that is most like another. */
const nearest = (key, keys) => keys.reduce((best, each) => (distance(key, each) < distance(key, best) ? each : best));

const kind = (value) => (typeof value === "function" ? "a function" : typeof value === "string" ? "a text" : `a ${typeof value}`);

/** What the file `other` has not, has too much and has otherwise than `own`: a line each; none where it is of the same shape. */
export async function differences(own, other) {
  const [known, given] = [by_key(await texts_of(own)), by_key(await texts_of(other))];
  const missing = [...known.keys()].filter((key) => !given.has(key)), unknown = [...given.keys()].filter((key) => !known.has(key));
  const changed = [...known.keys()].filter((key) => given.has(key) && kind(given.get(key)) !== kind(known.get(key)));
  return [
    ...missing.map((key) => `missing: ${key}`),
    ...unknown.map((key) => `unknown: ${key}; did you mean ${nearest(key, missing.length ? missing : [...known.keys()])}?`),
    ...changed.map((key) => `${key} is ${kind(given.get(key))}, but must be ${kind(known.get(key))}`),
  ];
}
