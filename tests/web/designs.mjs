// Worlds, sensitivities and model cards on the results page: what the page says and saves is what the program says of the
// same file, to the last digit.   node designs.mjs STREETLIGHT [FOLDER FOR SCREENSHOTS]
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {check_accessible, check_quiet, launch, open, patience, pictures_in, saved, single} from "./browsers.mjs";
import {project} from "./skipped.mjs";

const program = resolve(process.argv[2]), picture = pictures_in(process.argv[3]), folder = mkdtempSync(join(tmpdir(), "streetlight-designs-"));

function said_by(name, words, options = {}) {
  const done = spawnSync(name, words, {encoding: "utf8", cwd: project, maxBuffer: 1 << 26, ...options});
  assert.equal(done.status, 0, `${name} ${words.join(" ")}\n${done.stderr}`);
  return done.stdout;
}
const streetlight = (...words) => said_by(program, words);
function made(name, config, ...words) {
  const file = join(folder, name);
  streetlight("run", config, ...words, "-o", file, "--quiet");
  return file;
}
const set = (...settings) => settings.flatMap((each) => ["--set", each]);

const worlds_file = "configs/worlds/england.toml";
writeFileSync(join(folder, "two.toml"), `extends = "${project}/configs/england.toml"
schema = 1
title = "Two policies in some worlds"
[[scenario]]
name = "No programme"
[[scenario]]
name = "Covert"
set = { programme.enabled = true, programme.transparency = "covert" }
[[scenario]]
name = "Consent"
set = { programme.enabled = true, programme.transparency = "consent" }
`);
const worlds = made("worlds.h5", join(folder, "two.toml"), ...set("population.families=400", "run.replicates=2", "run.months=24", "run.spin_up=6", "programme.start=6"),
                    "--worlds", worlds_file, "--number-of-worlds", "24");
const saltelli = made("saltelli.h5", "configs/sensitivity/ishigami.toml", ...set("design.samples=256"));
const morris = made("morris.h5", "configs/sensitivity/sobol_g.toml");

async function opened(page, path) {
  await page.getByLabel("Choose a result file").setInputFiles(path);
  await page.waitForFunction(() => document.querySelector(".results-page .problem")?.textContent || / is open\.$/.test(document.querySelector(".results-page > [role=status]").textContent),
                             null, {timeout: patience});
  assert.equal(await page.locator(".results-page > .problem").textContent(), "");
}

/** A part of the page against a command: JSON, CSV and print. */
async function same_as_command(page, part, button, command) {
  assert.deepEqual(JSON.parse(await saved(page, `${button} (JSON)`)), JSON.parse(streetlight(...command, "--format", "json")), command.join(" "));
  assert.equal(await saved(page, `${button} (CSV)`), streetlight(...command, "--format", "csv"));
  assert.equal((await page.locator(`.${part} .printed`).textContent()).trim(), streetlight(...command).trim());
}

async function changed(page, part, act) {
  const was = await page.locator(`.${part} .printed`).textContent();
  await act();
  await page.waitForFunction(([name, before]) => {
    const now = document.querySelector(`.${name} .printed`)?.textContent;
    return now !== undefined && now !== before;
  }, [part, was], {timeout: patience});
}

/** The table of models as the analysis in Python has it, number by number. */
async function same_models(page, path) {
  const [head, ...lines] = (await saved(page, "Models (CSV)")).trim().split("\n").map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  const rows = lines.map((line) => Object.fromEntries(line.map((value, i) => [head[i], value])));
  const script = `
import json, sys
from streetlight_analysis.cards import METRICS, last_training, over_replicates, read_cards, read_table
cards = last_training(read_cards(sys.argv[1]))
out = []
for metric in METRICS:
    for (scenario, group), row in over_replicates(cards, metric).iterrows():
        out.append([str(scenario), str(group), metric] + [None if row[v, p] != row[v, p] else float(row[v, p]) for v in ("recorded", "true", "gap") for p in ("mean", "low", "high")])
print(json.dumps(out))`;
  const expected = JSON.parse(said_by("/usr/bin/python3", ["-c", script, path], {env: {...process.env, PYTHONPATH: resolve(project, "analysis"), MPLBACKEND: "Agg"}}));
  assert.ok(expected.length > 20);
  assert.equal(rows.length, expected.length);
  for (const [scenario, group, metric, ...numbers] of expected) {
    const row = rows.find((each) => each.scenario === scenario && each.group === group && each.metric === metric);
    const here = ["recorded", "true", "gap"].flatMap((view) => ["", "_low", "_high"].map((part) => row[view + part]));
    numbers.forEach((number, i) => {
      if (number === null) assert.equal(here[i], "", `${scenario} ${group} ${metric}`);
      else assert.ok(Math.abs(Number(here[i]) - number) <= 1e-9 * Math.max(1e-3, Math.abs(number)), `${scenario} ${group} ${metric}: ${here[i]}, expected ${number}`);
    });
  }
}

const browser = await launch();
try {
  const page = await open(browser, `${single}#results`);
  await opened(page, worlds);
  await same_as_command(page, "worlds", "Worlds", ["robust", worlds]);
  await same_models(page, worlds);
  const bar = await page.locator(".shares p").first().textContent();
  assert.match(bar, /less than .+ in \d+ of 24 worlds/);
  await check_accessible(page, "a result of worlds");
  // So many parameters make no name for a point: its values stand in a table.
  const points = page.getByLabel("Point", {exact: true});
  assert.equal(await points.locator("option").nth(3).textContent(), "world 3");
  await page.getByText("The values of the chosen point").click();
  const in_table = () => page.locator(".point-values tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((each) => each.textContent)));
  const first_world = await in_table();
  await points.selectOption("3");
  const third_world = await in_table();
  assert.ok(first_world.length > 10 && first_world.every(([key, value], i) => third_world[i][0] === key && value !== ""));
  assert.notDeepEqual(third_world, first_world);
  await points.selectOption("0");
  await changed(page, "worlds", () => page.getByLabel("The worlds that were run").setInputFiles(resolve(project, worlds_file)));
  await same_as_command(page, "worlds", "Worlds", ["robust", worlds, "--worlds", worlds_file]);
  await picture(page, "results_worlds");
  await changed(page, "worlds", () => page.locator(".worlds").getByLabel("Quantity").selectOption("trust"));
  await changed(page, "worlds", () => page.getByLabel("Better is").selectOption("more"));
  await same_as_command(page, "worlds", "Worlds", ["robust", worlds, "--worlds", worlds_file, "--metric", "trust:most"]);
  assert.ok((await page.locator(".share-bar .worse").count()) > 0, "some worlds are worse, in the colour for that");
  await check_accessible(page, "worlds, more is better");
  for (const [width, colorScheme, forcedColors] of [[320, "light", "none"], [1280, "dark", "none"], [1280, "light", "active"]]) {
    await page.setViewportSize({width, height: 900});
    await page.emulateMedia({colorScheme, forcedColors, reducedMotion: "reduce"});
    await page.waitForTimeout(300);
    await check_accessible(page, `worlds at ${width} px, ${colorScheme}, forced colours ${forcedColors}`);
    await picture(page, `results_worlds_${width}_${colorScheme}_${forcedColors}`);
  }
  await page.setViewportSize({width: 1280, height: 900});
  await page.emulateMedia({colorScheme: "light", forcedColors: "none"});
  await changed(page, "worlds", () => page.getByLabel("Group", {exact: true}).selectOption("couple"));
  await same_as_command(page, "worlds", "Worlds", ["robust", worlds, "--worlds", worlds_file, "--metric", "trust:most", "--group", "couple"]);

  for (const [name, file] of [["saltelli", saltelli], ["morris", morris]]) {
    await opened(page, file);
    await same_as_command(page, "sensitivities", "Sensitivities", ["sensitivity", file]);
    assert.equal(await page.locator(".worlds").count(), 0);
    await check_accessible(page, `a result of a ${name} design`);
    await picture(page, `results_${name}`);
  }
  check_quiet(page, single);
  console.log("worlds, sensitivities and models: the page says what the program says");
} finally {
  await browser.close();
  rmSync(folder, {recursive: true});
}
