// The seventh lesson in the browser: what the page computes of four evaluation designs is what the teacher's notes have,
// which `./dev evaluate` made.   node evaluation.mjs [FOLDER FOR SCREENSHOTS]
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {resolve} from "node:path";
import {check_accessible, check_quiet, launch, open, patience, pictures_in, single} from "./browsers.mjs";
import {project} from "./skipped.mjs";

/** {scenario: {outcome: {design: [estimate, se, truth, power in per cent]}}} of the notes. */
function in_the_notes() {
  const found = {};
  let scenario, outcome;
  for (const line of readFileSync(resolve(project, "docs/classroom/notes/evaluation.md"), "utf8").split("\n")) {
    const command = /--scenario "([^"]+)"/.exec(line), heading = /^(Referrals|Findings|Families in need), /.exec(line);
    if (command) found[(scenario = command[1])] = {};
    else if (heading) found[scenario][(outcome = heading[1])] = {};
    else if (scenario && outcome && /^ {2}(Before and after|Matched|Adopters|Two-way)/.test(line)) {
      const [name, , estimate, error, truth, , , power] = line.trim().split(/ {2,}/);
      found[scenario][outcome][name] = [estimate, error, truth, power];
    }
  }
  return found;
}
const number = (text) => Number(text.replace("\u2212", "-").replace("+", "").replace(/ %.*/, ""));

const picture = pictures_in(process.argv[2]), browser = await launch(), notes = in_the_notes();
try {
  const page = await open(browser, `${single}#lesson=evaluation`);
  const buttons = page.locator(".action > button");
  for (const [b, scenario] of [[0, "By rising referrals"], [1, "By lot"]]) {
    await buttons.nth(b).click();
    const action = page.locator(".action").nth(b);
    await action.locator("table.evaluation").first().waitFor({timeout: 2 * patience});
    await page.waitForFunction((which) => !document.querySelectorAll(".action > button")[which].hasAttribute("aria-disabled"), b);
    for (const [column, outcome] of [["referrals", "Referrals"], ["findings", "Findings"], ["need", "Families in need"]])
      for (const [design, [estimate, error, truth, power]] of Object.entries(notes[scenario][outcome])) {
        const row = action.locator(`table[data-column=${column}] tbody tr`, {has: page.getByRole("rowheader", {name: design, exact: true})});
        const cells = await row.locator("td").allTextContents();
        for (const [here, there] of [[cells[0], estimate], [cells[1], error], [cells[2], truth]])
          assert.ok(Math.abs(number(here) - number(there)) <= 0.0051, `${scenario}, ${outcome}, ${design}: ${here}, in the notes ${there}`);
        const [count, all] = cells[4].split(" of ").map(Number);
        assert.equal(Math.round((100 * count) / all), number(power), `${scenario}, ${outcome}, ${design}: ${cells[4]}, in the notes ${power}`);
      }
  }
  await check_accessible(page, "the seventh lesson when it is done");
  await picture(page, "lesson_evaluation_done");
  check_quiet(page, single);
  console.log("the seventh lesson has the numbers of the notes");
} finally {
  await browser.close();
}
