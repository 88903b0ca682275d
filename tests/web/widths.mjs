// Every page in three widths and that of 400 % zoom, light and dark: axe, nothing wider than the window, everything reached
// by Tab and seen where it has the focus, the street moved on by pointer; and with forced colours.
//   node widths.mjs [FOLDER FOR SCREENSHOTS]
import assert from "node:assert/strict";
import {check_accessible, check_quiet, go, launch, open, patience, pictures_in, single} from "./browsers.mjs";

const picture = pictures_in(process.argv[2]), browser = await launch();
const parts = ["#street", "#lab", "#lessons", "#results", "#about",
               ...["runaway_urn", "unequal_eyes", "visible_label", "trust_travels", "pause_it", "tournament", "evaluation"].map((name) => `#lesson=${name}`)];

/** Goes once round the page with Tab: each control that can be seen must be met, and be in the window when it is. */
async function check_keyboard(page, name) {
  await page.evaluate(() => {
    document.activeElement?.blur?.();
    window.scrollTo(0, 0);
  });
  const wanted = await page.evaluate(() => [...document.querySelectorAll("a[href], button:not(:disabled), select:not(:disabled), input:not(:disabled), textarea, summary")]
    .filter((each) => each.checkVisibility()).map((each, i) => (each.dataset.tabbed = String(i))).length);
  const met = new Set();
  for (let presses = 0; presses < 3 * wanted + 60 && met.size < wanted; ++presses) {
    await page.keyboard.press("Tab");
    const [number, seen, editor] = await page.evaluate(() => {
      const at = document.activeElement, box = at.getBoundingClientRect();
      return [at.dataset.tabbed, box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth, at.matches(".lab-page .editor")];
    });
    if (editor) await page.keyboard.press("Escape");  // Tab writes spaces there
    if (number === undefined) continue;
    assert.ok(seen, `${name}: what has the focus is out of sight`);
    met.add(number);
  }
  assert.equal(met.size, wanted, `${name}: Tab meets ${met.size} of ${wanted} controls`);
}

async function street_ready(page) {
  await page.waitForFunction(() => /Year \d+, month/.test(document.querySelector(".clock")?.textContent ?? ""), null, {timeout: patience});
}

try {
  for (const [width, colorScheme, forcedColors] of [[360, "light"], [360, "dark"], [768, "light"], [768, "dark"], [1280, "light"], [1280, "dark"], [320, "light"], [1280, "light", "active"]]) {
    const page = await open(browser, single, {viewport: {width, height: 800}, colorScheme, forcedColors, reducedMotion: "reduce"});
    await street_ready(page);
    for (let i = 0; i < 30; ++i) {  // by pointer
      const before = await page.locator(".clock").textContent();
      await page.getByRole("button", {name: "One month"}).click();
      await page.waitForFunction((was) => document.querySelector(".clock").textContent !== was, before);
    }
    for (const part of parts) {
      const name = `${part.slice(1)} at ${width} px, ${colorScheme}${forcedColors ? ", forced colours" : ""}`;
      if (part !== "#street") await go(page, part);
      await page.waitForFunction((to) => document.querySelector("main h1") && (to !== "#lab" || document.querySelector(".parameters li")), part, {timeout: patience});
      await page.waitForTimeout(300);
      await picture(page, name.replace(/[^a-z0-9]+/g, "_"));
      await check_accessible(page, name);
      if (colorScheme === "light") await check_keyboard(page, name);
    }
    check_quiet(page, single);
    await page.context().close();
    console.log(`fine at ${width} px, ${colorScheme}${forcedColors ? ", forced colours" : ""}`);
  }
} finally {
  await browser.close();
}
