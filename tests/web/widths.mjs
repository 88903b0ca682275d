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

/**
 * With forced colours, which replace those of the page but not of its pictures: the street still shows each kind of mark, in the
 * colour that the legend has for it and well apart from the ground, and what page one is on can be seen.
 */
async function check_forced(page) {
  const {kinds, current, others} = await page.evaluate(() => {
    const parts = (colour) => (colour.startsWith("#") ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) : colour.match(/\d+/g).slice(0, 3).map(Number));
    const light = (colour) => parts(colour).map((x) => (x / 255 <= 0.03928 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4))
      .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
    const drawn = new Map();
    for (const canvas of document.querySelectorAll("canvas.street")) {
      const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) {
        const colour = `${data[i]},${data[i + 1]},${data[i + 2]}`;
        drawn.set(colour, (drawn.get(colour) ?? 0) + 1);
      }
    }
    const kinds = [...document.querySelectorAll(".street-legend .mark")].map((mark) => {
      const style = getComputedStyle(mark), inside = getComputedStyle(mark, "::after"), colour = style.getPropertyValue("--mark"), night = style.getPropertyValue("--night");
      const [a, b] = [light(colour), light(night)].sort((x, y) => y - x), [name] = [...mark.classList].slice(1);
      return {name, contrast: (a + 0.05) / (b + 0.05), pixels: drawn.get(parts(colour).join(",")) ?? 0,
              in_legend: [inside.backgroundColor, inside.borderTopColor, inside.backgroundImage].some((each) => each.includes(parts(colour).join(", ")))};
    });
    const links = [...document.querySelectorAll("nav.parts a")], border = (link) => getComputedStyle(link).borderBottomColor;
    return {kinds, current: border(links.find((each) => each.hasAttribute("aria-current"))), others: links.filter((each) => !each.hasAttribute("aria-current")).map(border)};
  });
  assert.equal(kinds.length, 7);
  for (const {name, contrast, pixels, in_legend} of kinds) {
    assert.ok(contrast >= 7, `forced colours: ${name} has a contrast of ${contrast.toFixed(1)}`);
    assert.ok(in_legend, `forced colours: the legend has not the colour of ${name}`);
    // Light has no pixel of its pure colour; nobody need be harmed in a month.
    if (!["light", "harm"].includes(name)) assert.ok(pixels > 0, `forced colours: ${name} is not drawn`);
  }
  assert.ok(!others.includes(current), "forced colours: the link to this page looks like the others");
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
    if (forcedColors) await check_forced(page);
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
