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
  assert.ok((await page.locator(".action svg.lines .line.series-0").count()) >= 4);
  assert.equal(await page.locator(".predicted").first().textContent(), "Of 100 visits in the end, how many to A when A is a little busier? 55\nA little more than half.");
  assert.ok((await page.locator(".action svg.lines").count()) > 0);
  const minutes = (Date.now() - began) / 60_000;
  await check_accessible(page, "the lesson when it is done");
  check_quiet(page, single);
  assert.ok(minutes < 10, `the lesson took ${minutes.toFixed(1)} minutes`);
  console.log(`the first lesson by keyboard: ${buttons} buttons, ${presses} presses of Tab, ${minutes.toFixed(1)} minutes with the runs`);
} finally {
  await browser.close();
}
