// The notices that the licences of the libraries in the page ask for: those of its script as npm brought them, those of the engine by hand.
import {readFileSync, readdirSync} from "node:fs";
import {resolve} from "node:path";

/** The npm packages of which something is in these bundles, by name. */
function packages_of(bundles) {
  const names = new Set();
  for (const part of bundles.flatMap(({output}) => output))
    for (const id of part.moduleIds ?? []) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
      if (name) names.add(name);
    }
  return [...names].sort();
}

/** One text; packages with the same licence stand together. `here`: the folder of node_modules. */
export function notices(here, bundles) {
  const by_licence = new Map();
  for (const name of packages_of(bundles)) {
    const folder = resolve(here, "node_modules", name);
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (!file) throw new Error(`${folder} has no licence: the page may not be given on without it`);
    const text = readFileSync(resolve(folder, file), "utf8").trim();
    by_licence.set(text, [...(by_licence.get(text) ?? []), name]);
  }
  const scripts = [...by_licence].map(([text, names]) => `${names.join(", ")}\n\n${text}`);
  return [`The page's script has parts of these libraries:`, ...scripts, readFileSync(resolve(here, "engine/notices.txt"), "utf8").trim()].join("\n\n") + "\n";
}
