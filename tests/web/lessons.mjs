// Every lesson to its last button: each gives what it should, with the prediction beside it, and axe finds no fault; a run
// can be stopped; the page's own thread is never taken for long.   node lessons.mjs [FOLDER FOR SCREENSHOTS] [LESSONS]
import assert from "node:assert/strict";
import {check_accessible, check_quiet, go, launch, open, patience, pictures_in, single} from "./browsers.mjs";

const picture = pictures_in(process.argv[2]), chosen = process.argv.slice(3);
const all = ["runaway_urn", "unequal_eyes", "visible_label", "trust_travels", "pause_it", "tournament", "evaluation"];
const browser = await launch();

async function done(page, which, button) {
  await button.click();
  await page.waitForFunction((a) => !document.querySelectorAll(".action")[a].querySelector("button.main").hasAttribute("aria-disabled"), which, {timeout: 3 * patience});
}

try {
  const page = await open(browser, single);
  for (const name of chosen.length > 0 ? chosen : all) {
    await go(page, `#lesson=${name}`);
    await page.locator(".prediction textarea").fill("It will be so.");
    const actions = page.locator(".action"), count = await actions.count();
    for (let a = 0; a < count; ++a) {
      const action = actions.nth(a), button = action.locator("button.main");
      if ((await button.count()) === 0) continue;
      await done(page, a, button);
      const parts = await action.locator("[data-key]").count();
      assert.equal(await action.locator(".problem").count(), 0, await action.textContent());
      if (/^Open$/.test(await button.textContent())) {
        await done(page, a, button);  // a second time changes nothing
        assert.equal(await action.locator("[data-key]").count(), parts, name);
      }
      if ((await action.locator("svg, table").count()) > 0)
        assert.match(await action.evaluate((each) => (each.querySelector(".predicted") ?? (/^Look/.test(each.closest("section").textContent) ? each.closest("section").querySelector(".predicted") : null))?.textContent ?? ""),
                     /It will be so\.$/, `${name}: the prediction beside the result`);
    }
    await check_accessible(page, `${name}, when it is done`);
    await picture(page, `lesson_${name}_done`);
    console.log(`fine: ${name}`);
  }

  if (chosen.length === 0) {
    // Stopped, and run again.
    await go(page, "#lesson=unequal_eyes");
    const action = page.locator(".action").first(), run = action.locator("button.main"), stop = action.getByRole("button", {name: "Stop"});
    assert.equal(await stop.isVisible(), false);
    await run.click();
    await stop.click();
    await action.getByText("Stopped.").waitFor();
    await page.waitForFunction(() => !document.querySelector(".action button.main").hasAttribute("aria-disabled"));
    assert.equal(await action.locator("svg, table").count(), 0);
    assert.equal(await stop.isVisible(), false);
    await done(page, 0, run);
    assert.match(await action.locator("[role=status]").textContent(), / runs in /);

    // On paper there is the sheet alone.
    await page.evaluate(() => document.querySelectorAll("details.notes, details.codes").forEach((each) => (each.open = true)));
    await page.emulateMedia({media: "print"});
    for (const part of ["details.notes", "details.codes"]) assert.equal(await page.locator(part).isVisible(), false, `${part} is printed`);
    assert.ok(await page.locator(".sheet").isVisible());
  }
  check_quiet(page, single);
} finally {
  await browser.close();
}
