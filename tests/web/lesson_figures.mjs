// What the figures of the lessons draw in the page is what those of the analysis draw: numbers of the page's engine against
// the analysis in Python, of the same small runs.   node lesson_figures.mjs STREETLIGHT
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {open_engine} from "../../web/src/engine/host.mjs";
import {toml_files} from "./experiments.mjs";
import {need, project} from "./skipped.mjs";

const wasm = "build/web-engine/bin/streetlight.wasm";
need(wasm);
const module = await WebAssembly.compile(readFileSync(resolve(project, wasm)));
const program = resolve(process.argv[2]), folder = mkdtempSync(join(tmpdir(), "streetlight-figures-"));

function said_by(name, words, options = {}) {
  const done = spawnSync(name, words, {encoding: "utf8", cwd: project, maxBuffer: 1 << 28, ...options});
  assert.equal(done.status, 0, `${name} ${words.join(" ")}\n${done.stderr}`);
  return done.stdout;
}

/** The same runs in a file and in the page's engine. */
function ran(config, set) {
  const file = join(folder, `${config.replace(/\W/g, "_")}.h5`);
  said_by(program, ["run", config, ...set.flatMap((each) => ["--set", each]), "-o", file, "--quiet"]);
  const engine = open_engine(module);
  for (const path of toml_files("configs")) engine.place(path, readFileSync(resolve(project, path), "utf8"));
  const loaded = engine.call({call: "load", path: config, set});
  assert.equal(loaded.problems, undefined);
  assert.deepEqual(engine.call({call: "run"}).failures, []);
  const numbers = (request) => {
    const answer = engine.call(request);
    assert.equal(answer.problems, undefined, JSON.stringify(answer));
    return [...engine.numbers()];
  };
  return {file, loaded, numbers};
}

/** What Python prints as JSON; `body` fills the list `out`. */
const python = (file, body) => JSON.parse(said_by("/usr/bin/python3", ["-c", `
import json, sys
import numpy as np
from streetlight_analysis.reading import open_panel
from streetlight_analysis.gather import Window, gather, over_runs, together, divide, last_year
from streetlight_analysis.paired import interval_of_mean
from streetlight_analysis.windows import default_window
panel, out = open_panel(sys.argv[1]), []
def put(values, *order):
    told = interval_of_mean(values)
    for part in ("mean", "low", "high"):
        out.append(told[part].transpose(*order).values.tolist())
deciles = [f"decile_{d}" for d in range(1, 11)]
${body}
print(json.dumps(out).replace("NaN", "null"))`, file], {env: {...process.env, PYTHONPATH: resolve(project, "analysis"), MPLBACKEND: "Agg", STREETLIGHT_PROGRAM: program}}));

/**
 * `here`: [...][mean, low, high]; `there`: [mean, low, high][...]. Each is held to a billionth of the largest of its three: an
 * end of an interval near zero is a difference of two larger numbers, and is no more exact than they are. None may be missing.
 */
function same(here, there, what) {
  const parts = there.map((each) => each.flat(Infinity));
  assert.equal(here.length, 3 * parts[0].length, what);
  here.forEach((x, i) => {
    const place = Math.floor(i / 3), y = parts[i % 3][place] ?? NaN, size = Math.max(1e-3, ...parts.map((each) => Math.abs(each[place] ?? 0)));
    assert.ok(Math.abs(x - y) <= 1e-9 * size, `${what}, ${i}: ${x}, in the analysis ${y}`);
  });
}

try {
  // From 5,000 families on there are some in every decile.
  const small = ["population.families=5000", "run.replicates=3", "run.months=60", "run.spin_up=24"];
  const groups = Array.from({length: 10}, (_, i) => `decile_${i + 1}`);

  const eyes = ran("configs/classroom/unequal_eyes.toml", small);
  for (const name of ["prevalence_true", "prevalence_recorded"])
    same(eyes.numbers({call: "gathered", name, groups, windows: [[48, 60]]}),
         python(eyes.file, `put(over_runs(gather(panel, "${name}", last_year(panel), group=deciles)), "scenario", "group")`), name);
  for (const name of ["flags", "need"])
    same(eyes.numbers({call: "gathered", name, groups, share: true}),
         python(eyes.file, `
within = gather(panel, "${name}", default_window(panel), group=deciles)
put(over_runs(together([within], lambda counts: divide(counts, counts.sum("group", skipna=False)))), "scenario", "group")`), `shares of ${name}`);

  const label = ran("configs/classroom/visible_label.toml", small);
  for (const [name, from] of [["precision_recorded", 36], ["precision_true", 24]])
    same(label.numbers({call: "gathered", name, windows: Array.from({length: (60 - from) / 12}, (_, y) => [from + 12 * y, from + 12 * y + 12])}),
         python(label.file, `
from streetlight_analysis.gather import Years
put(over_runs(gather(panel, "${name}", Years(${from}))), "year", "scenario")`), name);

  const trust = ran("configs/classroom/trust_travels.toml", [...small, "output.family_sample=300"]);
  same(trust.numbers({call: "trust_apart"}),
       python(trust.file, `
from streetlight_analysis.figures.trust_travels import trust_apart
apart = [interval_of_mean(values) for values in trust_apart(panel).values()]
for part in ("mean", "low", "high"):
    out.append([each[part].transpose("visited", "time").values.tolist() for each in apart])`), "trust of families visited and not");

  const pause = ran("configs/classroom/pause_it.toml", [...small, "run.months=96"]);
  const count = pause.loaded.times.length, differences = (name) => pause.numbers({call: "curves", name}).flatMap((x, i) =>
    (i % 6 >= 3 && Math.floor(i / 6 / count) > 0 ? [x] : []));
  same(differences("avoided_share"), python(pause.file, `
from streetlight_analysis.gather import Each
from streetlight_analysis.outcomes import as_outcome
told = as_outcome(panel, "avoided_share").differences(panel, Each(), str(panel["scenario"].values[0]))
told = told.sel(scenario=list(panel["scenario"].values[1:])) / 100  # there in per cent
put(told, "scenario", "time")`), "differences of avoided_share");
  console.log("the figures of the lessons have the numbers of the analysis");
} finally {
  rmSync(folder, {recursive: true});
}
