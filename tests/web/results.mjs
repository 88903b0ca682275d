// The results page against the program: a result file that the program wrote, opened in the page, must be compared with the
// same numbers in the same words; and a file that is damaged or something else is refused with the reason.
//   node results.mjs STREETLIGHT [FOLDER FOR SCREENSHOTS]
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {check_accessible, check_quiet, dropped, launch, open, patience, pictures_in, saved, single} from "./browsers.mjs";
import {project} from "./skipped.mjs";

const program = resolve(process.argv[2]), picture = pictures_in(process.argv[3]);
const folder = mkdtempSync(join(tmpdir(), "streetlight-results-")), file = join(folder, "eyes.h5"), swept = join(folder, "swept.h5");

function streetlight(...words) {
  const done = spawnSync(program, words, {encoding: "utf8", cwd: project, maxBuffer: 1 << 26});
  assert.equal(done.status, 0, `streetlight ${words.join(" ")}\n${done.stderr}`);
  return done.stdout;
}

const small = ["population.families=1200", "run.replicates=4", "run.months=24", "run.spin_up=12", "programme.start=6"].flatMap((each) => ["--set", each]);
streetlight("run", "configs/classroom/unequal_eyes.toml", ...small, "-o", file, "--quiet");
streetlight("run", "configs/sweeps/capacity_grid.toml", ...small, "-o", swept, "--quiet");

async function opened(page, path) {
  await page.getByLabel("Choose a result file").setInputFiles(path);
  await page.waitForFunction(() => document.querySelector(".results-page .problem")?.textContent || / is open\.$/.test(document.querySelector(".results-page > [role=status]").textContent),
                             null, {timeout: patience});
}

/** What the page shows is what the command says, to the last digit. */
async function same_as_command(page, path, options) {
  const command = ["compare", path, ...options];
  assert.deepEqual(JSON.parse(await saved(page, "Comparison (JSON)")), JSON.parse(streetlight(...command, "--format", "json")), command.join(" "));
  assert.equal(await saved(page, "Comparison (CSV)"), streetlight(...command, "--format", "csv"));
  assert.equal((await page.locator(".comparing .printed").textContent()).trim(), streetlight(...command).trim());
}

const changed = (page, act) => Promise.all([page.waitForFunction((was) => document.querySelector(".comparing .printed")?.textContent !== was, page.was), act()]);

const browser = await launch();
try {
  const page = await open(browser, `${single}#results`);
  await opened(page, file);
  assert.equal(await page.locator(".results-page > .problem").textContent(), "");
  await same_as_command(page, file, []);
  assert.match(await page.locator(".summary").textContent(), /12 \(3 policies, 4 replicates\)/);
  await check_accessible(page, "results of a file");
  await picture(page, "results_file");

  page.was = await page.locator(".comparing .printed").textContent();
  await changed(page, () => page.getByLabel("Baseline", {exact: true}).selectOption("Unequal eyes"));
  page.was = await page.locator(".comparing .printed").textContent();
  await changed(page, () => page.getByLabel("Group", {exact: true}).selectOption("decile_10"));
  page.was = await page.locator(".comparing .printed").textContent();
  await changed(page, async () => {
    await page.getByLabel("From month").fill("12");
    await page.keyboard.press("Tab");
  });
  await same_as_command(page, file, ["--baseline", "Unequal eyes", "--group", "decile_10", "--window", "12:24"]);

  // The last point of the curve is the mean that the program's own export has.
  await page.getByLabel("Curve of").selectOption("visits");
  await page.locator("figure.chart", {hasText: "visits"}).waitFor();
  await page.getByText("The numbers as a table").click();
  await page.locator("figure.chart tbody tr").first().waitFor();  // it is filled when it opens
  const cells = await page.locator("figure.chart tbody tr").last().locator("td").allTextContents();
  assert.equal(cells.length, 3);
  for (const cell of cells) assert.match(cell, /^[\d.,]+ \[/);

  // The figure as a file says what it shows and where it comes from.
  await page.getByLabel("difference from the baseline").check();
  await page.locator("figcaption", {hasText: "difference from"}).waitFor();
  const drawing = await saved(page, "Figure (SVG)"), words_of = [...drawing.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  const caption = (await page.locator("figure.chart figcaption").textContent()).replace(/\s+/g, " "), in_file = words_of.join(" ");
  assert.ok(in_file.includes(caption), `${caption}\nis not in\n${in_file}`);
  for (const name of await page.locator("figure.chart ul.legend li").allTextContents()) assert.ok(words_of.includes(name), name);
  assert.match(in_file, /Unequal eyes[^]*4 replicates: means, shaded 95 % intervals, seed \d+\. Streetlight \d/);
  assert.match(in_file, /decile_10/);
  assert.ok(!/NaN|undefined|fill="rgba\(0, 0, 0, 0\)"/.test(drawing.split("</rect>")[0]), "the file has a ground");
  if (process.argv[3]) writeFileSync(join(process.argv[3], "figure.svg"), drawing);
  const png = page.waitForEvent("download");
  await page.getByRole("button", {name: "Figure (PNG)"}).click();
  const bytes_of_png = readFileSync(await (await png).path()), [wide, high] = [bytes_of_png.readUInt32BE(16), bytes_of_png.readUInt32BE(20)];
  if (process.argv[3]) writeFileSync(join(process.argv[3], "figure.png"), bytes_of_png);
  assert.deepEqual([wide, high], ["width", "height"].map((side) => Math.floor(3 * Number(new RegExp(`^<svg[^>]* ${side}="([\\d.]+)"`).exec(drawing)[1]))));
  await page.getByLabel("difference from the baseline").uncheck();

  // A file may be dropped anywhere in the window.
  for (const place of ["body", "header.site", "main", "footer.site"]) {
    assert.ok(await dropped(page, place, "some.h5", "not HDF5"), `the page does not take what is dropped on ${place}`);
    await page.locator(".results-page > .problem", {hasText: "some.h5"}).waitFor();
  }

  // A result at several points of a design: one point at a time.
  await opened(page, swept);
  assert.match(await page.getByLabel("Point", {exact: true}).locator("option").nth(1).textContent(), /^point 1: programme\.capacity = [\d.]+/);
  page.was = await page.locator(".comparing .printed").textContent();
  await changed(page, () => page.getByLabel("Point", {exact: true}).selectOption("1"));
  await same_as_command(page, swept, ["--point", "1"]);

  // Files that are not a result, or no longer the one that was written.
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(join(folder, "damaged.h5"), bytes);
  for (const [path, reason] of [[join(folder, "damaged.h5"), /is damaged: .*checksum differs/], [resolve(project, "configs/england.toml"), /is an experiment, not its result/]]) {
    await opened(page, path);
    assert.match(await page.locator(".results-page > .problem").textContent(), reason);
    assert.equal(await page.locator(".comparison").count(), 0);
  }
  // And after a file that was refused, a good one opens.
  await opened(page, file);
  assert.equal(await page.locator(".results-page > .problem").textContent(), "");
  check_quiet(page, single);
  console.log("the results page says what the command says");
} finally {
  await browser.close();
  rmSync(folder, {recursive: true});
}
