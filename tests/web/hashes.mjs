// Twelve experiments in the native program and in WebAssembly: every bit of every run must be the same.
//   node hashes.mjs PAGE_CALLS
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {readdirSync, readFileSync} from "node:fs";
import {join, resolve} from "node:path";
import {open_engine} from "../../web/src/engine/host.mjs";
import {need, project} from "./skipped.mjs";

const wasm = "build/web-engine/bin/streetlight.wasm";
need(wasm);

const small = ["population.families=1500", "run.replicates=2", "run.months=36", "run.spin_up=12"];
export const experiments = [
  {path: "configs/england.toml", set: small},
  {path: "configs/classroom/unequal_eyes.toml", set: small},
  {path: "configs/classroom/visible_label.toml", set: small},
  {path: "configs/policies/concealment.toml", set: small},
  {path: "configs/policies/consortium.toml", set: [...small, "population.families=6000"]},
  {path: "configs/policies/retraining_loop.toml", set: small},
  {path: "configs/theory/urn_runaway.toml", set: ["run.replicates=4"]},
  {path: "configs/theory/performative.toml", set: []},
  {path: "configs/theory/lending.toml", set: ["run.replicates=2"]},
  {path: "configs/theory/attention.toml", set: ["run.replicates=2"]},
  {path: "configs/theory/retention.toml", set: ["run.replicates=2"]},
  {path: "configs/theory/selective_labels.toml", set: ["run.replicates=2"]},
];

function* toml_files(folder) {
  for (const entry of readdirSync(resolve(project, folder), {withFileTypes: true})) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* toml_files(path);
    else if (entry.name.endsWith(".toml")) yield path;
  }
}

const requests = experiments.flatMap(({path, set}) => [{call: "load", path, set}, {call: "run"}, {call: "hash"}]);
const engine = open_engine(new WebAssembly.Module(readFileSync(resolve(project, wasm))));
for (const path of toml_files("configs")) engine.place(path, readFileSync(resolve(project, path), "utf8"));

const timed = (work) => {
  const began = performance.now(), result = work();
  return [result, (performance.now() - began) / 1000];
};
const [native, native_seconds] = timed(() => {
  const done = spawnSync(process.argv[2], {input: requests.map((each) => JSON.stringify(each)).join("\n"), encoding: "utf8", cwd: project, maxBuffer: 1 << 28});
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim().split("\n").map((line) => JSON.parse(line));
});
const [in_page, page_seconds] = timed(() => requests.map((request) => engine.call(request)));

let wrong = 0;
experiments.forEach(({path}, i) => {
  for (const answers of [native, in_page])
    assert.deepEqual(answers[3 * i].problems ?? answers[3 * i + 1].problems ?? answers[3 * i + 1].failures, [], path);
  const [a, b] = [native[3 * i + 2], in_page[3 * i + 2]];
  const same = a.hash === b.hash && a.runs === b.runs && a.runs > 0;
  console.log(`${same ? "same     " : "DIFFERENT"} ${a.hash} ${b.hash} ${path} (${a.runs} runs)`);
  wrong += same ? 0 : 1;
});
console.log(`native ${native_seconds.toFixed(1)} s, WebAssembly ${page_seconds.toFixed(1)} s on one thread each: ${(page_seconds / native_seconds).toFixed(2)} times`);
process.exit(wrong === 0 ? 0 : 1);
