// The sixth lesson: a group writes its entry in the page, runs it, then the round; the ranking is the one that the command
// prints for the same files, and the picture has every policy.   node tournament.mjs STREETLIGHT [FOLDER FOR SCREENSHOTS]
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {check_accessible, check_quiet, launch, open, patience, pictures_in, single} from "./browsers.mjs";
import {project} from "./skipped.mjs";

const program = resolve(process.argv[2]), picture = pictures_in(process.argv[3]), folder = mkdtempSync(join(tmpdir(), "streetlight-tournament-"));
const ours = `extends = "../tournament.toml"
extends_scenarios = true
schema = 1
[[scenario]]
name = "Ours"
[[scenario.timeline]]
month = 24
set = { services.early_help.reach = { plus = 0.005 }, outreach.reach = 0.005 }
`;
const theirs = ours.replace('"Ours"', '"Theirs"').replace("outreach.reach = 0.005", "outreach.reach = 0.02");

function streetlight(...words) {
  const done = spawnSync(program, words, {encoding: "utf8", cwd: folder, maxBuffer: 1 << 26});
  assert.equal(done.status, 0, `streetlight ${words.join(" ")}\n${done.stderr}`);
  return done.stdout;
}

/** {policy: rank} of the command's table, and of the page's. */
function printed_ranks(file) {
  const table = streetlight("compare", file, "--window", "24:", "--rank", "harm", "--rank", "need_gap", "--rank", "trust:most", "--at-most", "cost=5e6");
  return Object.fromEntries(table.split("\n").flatMap((line) => {
    const found = /^\s*(\d+|out\S*|-|–)\s{2,}(\S.*?)\s{2,}/.exec(line);
    return found ? [[found[2], found[1]]] : [];
  }));
}
async function shown_ranks(table) {
  const rows = await table.locator("tbody tr").all();
  return Object.fromEntries(await Promise.all(rows.map(async (row) => [await row.locator("th").textContent(), await row.locator("td").first().textContent()])));
}

const browser = await launch();
try {
  cpSync(join(project, "configs"), join(folder, "configs"), {recursive: true});
  const page = await open(browser, `${single}#lesson=tournament`);
  await page.getByLabel(/^Your entry/).fill(ours.replace("outreach.reach", "outreach.rich"));
  const done = async (action) => {
    await action.locator("> button").click();
    await page.waitForFunction((which) => !which.hasAttribute("aria-disabled"), await action.locator("> button").elementHandle(), {timeout: 2 * patience});
  };
  const own = page.locator(".action", {hasText: "entry_ours.h5"}).first(), round = page.locator(".action", {hasText: "round.toml -o results/round.h5"}).first();
  await done(own);
  assert.match(await own.textContent(), /entry_ours.toml, line 8: .*outreach\.reach/);  // the mistake, where it is
  await page.getByLabel(/^Your entry/).fill(ours);
  await done(own);
  await own.locator("table.ranking").waitFor();
  await page.getByLabel(/^Entries of the other groups/).fill(theirs);
  await done(round);
  await round.locator("figure.points").waitFor();
  const names = await shown_ranks(round.locator("table.ranking"));
  assert.deepEqual(Object.keys(names).sort(), ["Ask first", "Covert programme", "Open door", "Ours", "Theirs"]);
  assert.equal(await round.locator("figure.points circle").count(), 6);

  // The command's, from the files that the sheet makes.
  const entries = join(folder, "configs/classroom/tournament");
  writeFileSync(join(entries, "entry_ours.toml"), ours);
  writeFileSync(join(entries, "entry_theirs.toml"), theirs);
  const scenarios = (name) => readFileSync(join(entries, name), "utf8").replace(/^[^]*?(?=^\[\[scenario\]\])/m, "");
  const head = readFileSync(join(entries, "template.toml"), "utf8").split("[[scenario]]")[0];
  writeFileSync(join(entries, "round.toml"), head + ["open_door.toml", "ask_first.toml", "entry_ours.toml", "entry_theirs.toml"].map(scenarios).join("\n"));
  streetlight("run", "configs/classroom/tournament/round.toml", "-o", "round.h5", "--quiet");
  const printed = printed_ranks("round.h5");
  assert.equal(Object.keys(printed).length, 5, JSON.stringify(printed));
  for (const [name, rank] of Object.entries(names)) assert.equal(rank, /^\d+$/.test(printed[name]) ? printed[name] : "out", name);

  await check_accessible(page, "the tournament when it is done");
  await picture(page, "lesson_tournament_done");
  check_quiet(page, single);
  console.log(`the tournament: ${Object.entries(names).map(([name, rank]) => `${rank} ${name}`).join(", ")}; the command ranks them alike`);
} finally {
  await browser.close();
  rmSync(folder, {recursive: true});
}
