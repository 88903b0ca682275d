// A slow machine (the processor made to seem six times as slow as here): the page comes, a person can press buttons while the
// street plays, and the first lesson runs to its end.   node slow.mjs
import assert from "node:assert/strict";
import {check_quiet, go, launch, open, patience, single} from "./browsers.mjs";

const slower = 6, browser = await launch();
try {
  const page = await open(browser, "about:blank");
  const machine = await page.context().newCDPSession(page);
  await machine.send("Emulation.setCPUThrottlingRate", {rate: slower});
  const began = performance.now();
  await page.goto(single);
  await page.getByRole("heading", {level: 1}).waitFor();
  const there = performance.now() - began;
  await page.waitForFunction(() => /Year 1, month 1/.test(document.querySelector(".clock")?.textContent ?? ""), null, {timeout: patience});
  const ready = performance.now() - began;
  assert.ok(there < 15_000 && ready < 30_000, `there after ${there} ms, ready after ${ready} ms`);

  await page.getByLabel("Months a second").selectOption("12");
  await page.getByRole("button", {name: "Play"}).click();
  await page.waitForFunction(() => /Year 3/.test(document.querySelector(".clock").textContent), null, {timeout: patience});
  const pressed = performance.now();
  await page.getByRole("button", {name: "Pause"}).click();
  await page.getByRole("button", {name: "Play"}).waitFor();
  const answer = performance.now() - pressed;
  assert.ok(answer < 3_000, `the button answered after ${answer} ms`);
  // The pictures are of the month that stands above them, however slow: the curves are there too.
  await page.locator(".street-page .curves svg.lines").nth(3).waitFor();

  await go(page, "#lesson=runaway_urn");
  await page.getByRole("button", {name: "Run the exercise"}).first().click();
  await page.locator(".action svg.lines").first().waitFor({timeout: patience});
  check_quiet(page, single);
  console.log(`${slower} times slower: the page after ${(there / 1000).toFixed(1)} s, the street after ${(ready / 1000).toFixed(1)} s, a button while it plays after ${Math.round(answer)} ms`);
} finally {
  await browser.close();
}
