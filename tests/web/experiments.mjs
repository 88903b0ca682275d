// The twelve experiments whose bits must be the same everywhere, and the calls that hash them.
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {readdirSync} from "node:fs";
import {join, resolve} from "node:path";
import {project} from "./skipped.mjs";

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

export const requests = experiments.flatMap(({path, set}) => [{call: "load", path, set}, {call: "run"}, {call: "hash"}]);

/** What answers to `requests` say of each experiment: {hash, runs}. */
export function hashes_of(answers) {
  return experiments.map(({path}, i) => {
    const [load, run, hash] = answers.slice(3 * i, 3 * i + 3);
    assert.deepEqual(load.problems ?? run.problems ?? run.failures, [], path);
    return hash;
  });
}

export function native_answers(page_calls, asked = requests) {
  const done = spawnSync(page_calls, {input: asked.map((each) => JSON.stringify(each)).join("\n"), encoding: "utf8", cwd: project, maxBuffer: 1 << 28});
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim().split("\n").map((line) => JSON.parse(line));
}

export function* toml_files(folder) {
  for (const entry of readdirSync(resolve(project, folder), {withFileTypes: true})) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* toml_files(path);
    else if (entry.name.endsWith(".toml")) yield path;
  }
}
