// Twelve experiments in the native program and in WebAssembly: every bit of every run must be the same.
//   node hashes.mjs PAGE_CALLS
import {readFileSync} from "node:fs";
import {resolve} from "node:path";
import {open_engine} from "../../web/src/engine/host.mjs";
import {experiments, hashes_of, native_answers, requests, toml_files} from "./experiments.mjs";
import {need, project} from "./skipped.mjs";

const wasm = "build/web-engine/bin/streetlight.wasm";
need(wasm);

const engine = open_engine(new WebAssembly.Module(readFileSync(resolve(project, wasm))));
for (const path of toml_files("configs")) engine.place(path, readFileSync(resolve(project, path), "utf8"));

const timed = (work) => {
  const began = performance.now(), result = work();
  return [result, (performance.now() - began) / 1000];
};
const [native, native_seconds] = timed(() => hashes_of(native_answers(process.argv[2])));
const [in_page, page_seconds] = timed(() => hashes_of(requests.map((request) => engine.call(request))));

let wrong = 0;
experiments.forEach(({path}, i) => {
  const same = native[i].hash === in_page[i].hash && native[i].runs === in_page[i].runs && native[i].runs > 0;
  console.log(`${same ? "same     " : "DIFFERENT"} ${native[i].hash} ${in_page[i].hash} ${path} (${native[i].runs} runs)`);
  wrong += same ? 0 : 1;
});
// The page has Boost's direction numbers for the first coordinates only: the points of a design are the same.
const design = {call: "load", path: "configs/sweeps/programme_sobol.toml"}, points = (answer) => JSON.stringify(answer.point_values);
const [wanted] = native_answers(process.argv[2], [design]), got = engine.call(design);
if (wanted.points !== 16 || points(wanted) !== points(got)) {
  console.log(`DIFFERENT points of ${design.path}: ${points(wanted)} and ${points(got)}`);
  ++wrong;
}
console.log(`native ${native_seconds.toFixed(1)} s, WebAssembly ${page_seconds.toFixed(1)} s on one thread each`);
process.exit(wrong === 0 ? 0 : 1);
