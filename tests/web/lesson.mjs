// The first lesson from beginning to end by a person who has a keyboard only: every button of the sheet is reached by Tab
// and gives what it should, within ten minutes.   node lesson.mjs [firefox]
import assert from "node:assert/strict";
import {check_accessible, check_quiet, launch, open, patience, single, tab_to} from "./browsers.mjs";

const browser = await launch(process.argv[2]);
try {
  const page = await open(browser, single), began = Date.now();
  let presses = await tab_to(page, page.getByRole("link", {name: "Lessons"}));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", {name: "Lessons"}).waitFor();
  presses += await tab_to(page, page.getByRole("link", {name: /runaway urn/i}));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", {name: /runaway urn/i}).waitFor();
  // A sketch: up twice, to the end at that height, then a second line to the place beside.
  const pad = page.getByRole("slider", {name: /Sketch: the share of A/});
  presses += await tab_to(page, pad);
  for (const key of ["ArrowUp", "ArrowUp", "End"]) await page.keyboard.press(key);
  assert.equal(await pad.getAttribute("aria-valuetext"), "line 1, day 2,000: 0.55");
  presses += await tab_to(page, page.getByRole("button", {name: "New line"}));
  await page.keyboard.press("Enter");
  for (const key of ["ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
  assert.equal(await pad.getAttribute("aria-valuetext"), "line 2, day 50: 0.475");
  presses += await tab_to(page, page.getByLabel(/Of 100 visits/));
  await page.keyboard.type("55");
  presses += await tab_to(page, page.getByLabel(/Your prediction/));
  await page.keyboard.type("A little more than half.");
  assert.match(await page.locator(".prediction output").textContent(), /^[0-9A-Z]{4}/);

  const buttons = await page.locator(".action > button").count();
  assert.ok(buttons >= 2, "the sheet has something to run and something to change");
  for (let b = 0; b < buttons; ++b) {
    presses += await tab_to(page, page.locator(".action > button").nth(b));
    await page.keyboard.press("Enter");
    const action = page.locator(".action").nth(b);
    await page.waitForFunction((which) => {
      const place = document.querySelectorAll(".action")[which];
      return !place.querySelector("button").hasAttribute("aria-disabled") && (place.querySelector("svg.lines, table") || / runs in /.test(place.textContent));
    }, b, {timeout: patience});
    assert.equal(await action.locator(".problem").count(), 0, await action.textContent());
    // A button that is done keeps the focus, so that Tab goes on from it.
    assert.equal(await page.evaluate((which) => document.activeElement === document.querySelectorAll(".action > button")[which], b), true);
  }
  // The thick line of the sheet is there.
  assert.ok((await page.locator(".action .curves svg.lines .line.series-0").count()) >= 4);
  assert.equal(await page.locator(".predicted").first().textContent(), "Of 100 visits in the end, how many to A when A is a little busier? 55\nA little more than half.");
  assert.ok((await page.locator(".action .curves svg.lines").count()) > 0);
  // What was drawn stands beside the result, in words too; the pointer draws as well, and nothing is left once it is cleared.
  const seen = () => page.locator(".predicted + figure svg.lines title").first().textContent();
  assert.match(await seen(), /line 1: 0.55 in day 0, 0.55 share of A in day 2000\. line 2: 0.475 in day 0, 0.475 share of A in day 50\./);
  await page.getByRole("button", {name: "New line"}).click();
  const room = await pad.locator("svg").boundingBox(), at = (x, y) => [room.x + room.width * x, room.y + room.height * y];
  await page.mouse.move(...at(0.3, 0.3));
  await page.mouse.down();
  await page.mouse.move(...at(0.7, 0.6), {steps: 8});
  await page.mouse.up();
  assert.match(await seen(), /line 3: 0\.[67]\d* in day [45]\d0, 0\.[23]\d* share of A in day 1[34]\d0\./);
  for (let line = 4; line <= 6; ++line) {
    await page.getByRole("button", {name: "New line"}).click();
    await page.keyboard.press("ArrowUp");
  }
  assert.equal(await page.locator(".sketch [role=status]").textContent(), "");
  await page.getByRole("button", {name: "New line"}).press("Enter");  // it says why it adds none
  assert.equal(await page.locator(".sketch [role=status]").textContent(), "A sketch has at most 6 lines.");
  assert.match(await pad.getAttribute("aria-valuetext"), /^line 6/);
  await page.getByRole("button", {name: "Clear the sketch"}).click();
  assert.equal(await page.locator(".predicted + figure svg.lines").count(), 0);
  const minutes = (Date.now() - began) / 60_000;
  await check_accessible(page, "the lesson when it is done");
  check_quiet(page, single);
  assert.ok(minutes < 10, `the lesson took ${minutes.toFixed(1)} minutes`);
  console.log(`the first lesson by keyboard: ${buttons} buttons, ${presses} presses of Tab, ${minutes.toFixed(1)} minutes with the runs`);
} finally {
  await browser.close();
}
