// An experiment that is taken along from the page: the file as it was written, and the one with every default, both run by the
// command, give the bits of the page's own run, in every column and every run, and the same comparison. The search for equal
// money is part of it.   node taken_along.mjs STREETLIGHT
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {check_quiet, go, launch, open, patience, saved, single} from "./browsers.mjs";
import {project} from "./skipped.mjs";

const program = resolve(process.argv[2]), folder = mkdtempSync(join(tmpdir(), "streetlight-taken-along-"));
const experiment = `extends = "../configs/england.toml"
schema = 1
title = "Taken along"
[run]
months = 36
spin_up = 12
replicates = 2
seed = 11
[population]
families = 1500
[programme]
start = 6
[[scenario]]
name = "None"
[[scenario]]
name = "Covert"
set = { programme.enabled = true, programme.transparency = "covert" }
[[scenario]]
name = "Help for as much"
match = { scenario = "Covert", column = "cost_policy", by = "services.early_help.reach", range = [0.0, 0.2] }
`;

function streetlight(...words) {
  const done = spawnSync(program, words, {encoding: "utf8", cwd: folder, maxBuffer: 1 << 26});
  assert.equal(done.status, 0, `streetlight ${words.join(" ")}\n${done.stderr}`);
  return done.stdout;
}

/** A comparison but for the commit that its program was built from: the page may have been built from another one. */
function without_commit(json) {
  const {commit, ...rest} = JSON.parse(json);
  assert.equal(typeof commit, "string");
  return rest;
}

/** Each worker that the page starts, and the messages' numbers, which go on where the page's own end. */
function keep_workers() {
  const Plain = window.Worker;
  window.workers = [];
  window.Worker = class extends Plain {
    constructor(...words) {
      super(...words);
      window.workers.push(this);
    }
  };
  window.ask = (worker, request, wants) => new Promise((done, failed) => {
    const id = 1e9 + (window.asked = (window.asked ?? 0) + 1), late = setTimeout(() => failed(new Error("no answer")), 60_000);
    worker.addEventListener("message", ({data}) => {
      if (data.id !== id) return;
      clearTimeout(late);
      if (data.kind === "failed") failed(new Error(data.message));
      else done(data);
    });
    worker.postMessage({kind: "call", id, request, wants});
  });
}

/** {column: the bits of its values in every scenario, replicate and quarter} of the engine that holds the runs that are shown. */
const bits_shown = (page, columns) => page.evaluate(async (names) => {
  const holding = [];
  for (const worker of window.workers) {
    const {answer} = await Promise.race([window.ask(worker, {call: "column", name: names[0]}), new Promise((done) => setTimeout(() => done({answer: {problems: []}}), 2_000))]);
    if (answer && !answer.problems) holding.push(worker);  // the reader of files answers otherwise
  }
  const worker = holding.at(-1), out = {};
  for (const name of names) {
    const {answer, numbers} = await window.ask(worker, {call: "column", name}, "numbers");
    if (answer.problems) throw new Error(answer.problems[0].message);
    out[name] = [...new BigUint64Array(numbers.buffer)].map((each, i) => (Number.isNaN(numbers[i]) ? "none" : each.toString(16)));
  }
  return out;
}, columns);

const browser = await launch();
try {
  cpSync(join(project, "configs"), join(folder, "configs"), {recursive: true});
  mkdirSync(join(folder, "experiments"));
  const page = await open(browser, "about:blank");
  await page.addInitScript(keep_workers);
  await page.goto(single);
  await go(page, "#lab");
  await page.locator("textarea.editor").fill(experiment);
  await page.waitForFunction(() => /^No problems/.test(document.querySelector(".check").textContent), null, {timeout: patience});
  await page.getByRole("button", {name: "Run", exact: true}).click();
  await page.getByText("6 runs in").waitFor({timeout: patience});
  await page.locator(".comparison").first().waitFor({timeout: patience});
  const columns = await page.getByLabel("Curve of").locator("option").allTextContents();
  const here = await bits_shown(page, columns);
  const quarters = 36 / 3;
  for (const [column, values] of Object.entries(here)) assert.equal(values.length, 3 * 2 * quarters, column);
  assert.ok(columns.length > 50 && new Set(Object.values(here).flat()).size > 1000, "next to nothing is compared");
  const compared = without_commit(await saved(page, "Comparison (JSON)"));
  assert.ok(compared.comparisons.length > 5);

  for (const [button, name] of [["Experiment (TOML)", "as_written"], ["With every default (TOML)", "with_every_default"]]) {
    const toml = join("experiments", `${name}.toml`), result = `${name}.h5`;
    writeFileSync(join(folder, toml), await saved(page, button));
    streetlight("run", toml, "-o", result, "--quiet");
    assert.deepEqual(without_commit(streetlight("compare", result, "--format", "json")), compared, `${button}: the comparison`);
    const other = await page.context().newPage();
    await other.addInitScript(keep_workers);
    await other.goto(`${single}#results`);
    await other.getByLabel("Choose a result file").setInputFiles(join(folder, result));
    await other.getByText(`${result} is open.`).waitFor({timeout: patience});
    const there = await bits_shown(other, columns);
    for (const column of columns) assert.deepEqual(there[column], here[column], `${button}: ${column}`);
    await other.close();
  }
  check_quiet(page, single);
  console.log(`an experiment taken along, as it was written and with every default: the command gives the same bits in ${columns.length} columns`);
} finally {
  await browser.close();
  rmSync(folder, {recursive: true});
}
