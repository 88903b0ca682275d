// What the page's tests need, or the words that say what is missing and how to get it. ctest takes 77 for "skipped".
import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import {resolve} from "node:path";
import {fileURLToPath} from "node:url";

export const project = resolve(fileURLToPath(import.meta.url), "../../..");
export const from_web = createRequire(resolve(project, "web/package.json"));

export function need(...paths) {
  for (const path of paths)
    if (!existsSync(resolve(project, path))) {
      console.log(`skipped: ${path} is not there. ./dev web builds the page with all that its tests need.`);
      process.exit(77);
    }
}
