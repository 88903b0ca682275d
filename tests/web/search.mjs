// The search for equal money, done once and handed on: an engine that takes what another one found gives the bits of one that
// looked itself; the search says where it is; and one that fails is never gone on from.   node search.mjs
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {resolve} from "node:path";
import {open_engine} from "../../web/src/engine/host.mjs";
import {need, project} from "./skipped.mjs";

const wasm = "build/web-engine/bin/streetlight.wasm";
need(wasm);
const module = await WebAssembly.compile(readFileSync(resolve(project, wasm)));

const experiment = (range) => `schema = 1
model = "targeting"
title = "Equal money"
[run]
months = 24
spin_up = 12
replicates = 2
[population]
families = 1000
[programme]
start = 0
[[scenario]]
name = "None"
[[scenario]]
name = "Covert"
set = { programme.enabled = true, programme.transparency = "covert" }
[[scenario]]
name = "Help"
match = { scenario = "Covert", column = "cost_policy", by = "services.early_help.reach", range = [0.0, ${range}] }
[[scenario]]
name = "Visits"
match = { scenario = "Covert", column = "cost_policy", by = "services.early_help.reach", range = [0.0, 0.1] }
`;

function opened(range, told = () => {}) {
  const engine = open_engine(module, () => {}, told);
  engine.place("equal.toml", experiment(range));
  assert.equal(engine.call({call: "load", path: "equal.toml"}).matches, true);
  return engine;
}
const hash = (engine) => engine.call({call: "hash"}).hash;

const places = [];
const looked = opened(0.2, (match, matches, trial, most) => places.push({match, matches, trial, most}));
const {found, lines, problems} = looked.call({call: "search"});
assert.equal(problems, undefined, JSON.stringify(problems));
assert.equal(found.length, 2);
assert.equal(lines.length, 2);
for (const [i, {match, matches, trial, most}] of places.entries()) {
  assert.equal(matches, 2);
  assert.ok(trial >= 1 && trial <= most, `${trial} of ${most}`);
  const before = places[i - 1];
  assert.ok(i === 0 ? match === 1 && trial === 1 : match === before.match ? trial === before.trial + 1 : match === before.match + 1 && trial === 1);
}
assert.equal(places.at(-1).match, 2);

const alone = opened(0.2), given = opened(0.2, () => assert.fail("it looks although it was given what to find"));
assert.deepEqual(alone.call({call: "run"}), {runs: 8, failures: []});
assert.equal(given.call({call: "take_found", found}).problems, undefined);
assert.deepEqual(given.call({call: "run"}), {runs: 8, failures: []});
assert.equal(hash(given), hash(alone));

// What was found is the same as in a run that looked itself, and it matters: with another value the bits differ.
const other = opened(0.2);
other.call({call: "take_found", found: found.map((each) => ({...each, value: each.value / 2}))});
other.call({call: "run"});
assert.notEqual(hash(other), hash(alone));

const failing = opened(1e-7);
for (let time = 0; time < 2; ++time) {
  const answer = failing.call({call: "run", replicates: [time]});
  assert.match(answer.problems[0].message, /no value between 0 and 1e-07 does it/);
}
const strange = opened(0.2).call({call: "take_found", found: [{...found[0], scenario: 1}]});
assert.match(strange.problems[0].message, /another experiment/);
console.log(`a search of ${places.length} small runs, handed on: the same bits`);
