// One pass through every page in a browser: from a file and from a server, axe on each, no request after load.
//   node browser.mjs [firefox]
import assert from "node:assert/strict";
import {check_accessible, check_quiet, check_width, dropped, go, launch, open, patience, saved, serve, single} from "./browsers.mjs";

const browser = await launch(process.argv[2]), server = await serve();
const seen = [];

async function street(page, name) {
  await page.waitForFunction(() => /Year 1, month 1/.test(document.querySelector(".clock")?.textContent ?? ""), null, {timeout: patience});
  await page.getByRole("button", {name: "One month"}).focus();
  for (let i = 0; i < 3; ++i) {
    const before = await page.locator(".clock").textContent();
    await page.keyboard.press("Enter");
    await page.waitForFunction((was) => document.querySelector(".clock").textContent !== was, before);
  }
  assert.match(await page.locator(".clock").textContent(), /Year 1, month 4/);
  // The dots and the sentence are of one state: as many families in need as the numbers say.
  const sentence = await page.locator(".state").first().textContent();
  const need_now = await page.locator(".totals tbody tr:first-child td:nth-child(2)").textContent();
  assert.ok(sentence.startsWith(`${need_now} families in need`), `${sentence} / ${need_now}`);
  assert.ok(Number(need_now) > 20);
  await page.getByLabel("The money is spent on").first().selectOption("none");
  await page.getByRole("button", {name: "One month"}).click();
  await page.waitForFunction(() => /month 5/.test(document.querySelector(".clock").textContent));
  assert.equal(await page.locator(".street-page > .problem").textContent(), "");
  await fine(page, name);
}

/** axe, and room enough on a telephone. */
async function fine(page, name) {
  await check_accessible(page, name);
  const size = page.viewportSize();
  await page.setViewportSize({width: 360, height: 800});
  await check_width(page, `${name} at 360 px`);
  await page.setViewportSize(size);
  seen.push(name);
}

async function laboratory(page, name) {
  await go(page, "#lab");
  const editor = page.locator("textarea.editor");
  await editor.waitFor();
  const own = `extends = "../configs/classroom/world.toml"\nschema = 1\ntitle = "Of the test"\n[run]\nmonths = 24\nspin_up = 12\nreplicates = 2\n` +
    `[population]\nfamilies = 1000\n[programme]\nstart = 0\n[casework]\ncapasity = 2\n[[scenario]]\nname = "None"\n[[scenario]]\nname = "Covert"\nset = { programme.enabled = true }\n`;
  await editor.fill(own);
  await page.getByRole("button", {name: "line 13, column 1"}).click();
  assert.equal(await page.evaluate(() => document.activeElement.value.slice(document.activeElement.selectionStart).split(" ")[0]), "capasity");
  await editor.fill(own.replace("[casework]\ncapasity = 2\n", ""));
  await page.waitForFunction(() => /^No problems/.test(document.querySelector(".check").textContent));
  // The form writes where a person would.
  await page.getByLabel("Find a parameter").fill("casework.capacity");
  await page.locator(".parameters summary").first().press("Enter");
  await page.locator(".entry input").fill("12");
  await page.getByRole("button", {name: "Put it into the experiment"}).press("Enter");
  await page.waitForFunction(() => /casework\.capacity = 12/.test(document.querySelector("textarea.editor").value));
  await set_in_form(page, "programme.transparency", "register", 'start = 0', 'transparency = "register"\nstart = 0');
  await set_in_form(page, "population.families", "900", "families = 1000", "families = 900");
  await set_in_form(page, "population.families", "some", "families = 900", "families = 900", /population.families = "some" must be a whole number/);
  await page.waitForFunction(() => /^No problems/.test(document.querySelector(".check").textContent));
  await page.getByRole("button", {name: "Run", exact: true}).click();
  await page.locator(".comparison").first().waitFor({timeout: patience});
  assert.ok((await page.locator(".comparison tbody tr").count()) > 3);
  assert.match(await saved(page, "Comparison (CSV)"), /^scenario,baseline,/);
  assert.equal(await page.locator(".old").textContent(), "");
  await editor.fill(`${await editor.inputValue()}# changed\n`);
  assert.match(await page.locator(".old").textContent(), /has changed since this ran/);
  await fine(page, name);
}

/** What the form shows is what the text says, and what it puts in stands where a person would write it. */
async function set_in_form(page, key, typed, before, after, problem = /^$/) {
  const editor = page.locator("textarea.editor"), text = await editor.inputValue();
  await page.getByLabel("Find a parameter").fill(key);
  await page.locator(".parameters summary").first().click();
  const control = page.locator(".entry :is(input, select)");
  await page.waitForFunction(() => (document.querySelector(".entry :is(input, select)")?.value ?? "") !== "");
  assert.equal(await control.inputValue(), key === "population.families" ? /families = (\d+)/.exec(text)[1] : "covert", key);
  if (await control.evaluate((each) => each.matches("select"))) await control.selectOption(typed);
  else await control.fill(typed);
  await page.getByRole("button", {name: "Put it into the experiment"}).click();
  await page.waitForFunction(([was, refused]) => (document.querySelector("textarea.editor").value !== was) !== refused && (document.querySelector(".entry .problem").textContent !== "") === refused,
                             [text, before === after]);
  assert.equal(await editor.inputValue(), text.replace(before, after));
  assert.match(await page.locator(".entry .problem").textContent(), problem);
}

async function links(page) {
  await page.getByRole("button", {name: "Copy a link"}).click();
  const link = await page.locator(".link-shown a").getAttribute("href");
  const hash = link.slice(link.indexOf("#")), text = await page.locator("textarea.editor").inputValue();
  await go(page, "#about");
  await go(page, hash);
  await page.waitForFunction((wanted) => document.querySelector("textarea.editor")?.value === wanted, text);
  await go(page, hash.replace(/=[^:]+:/, "=0.0.9:"));
  await page.getByText("This link was made by Streetlight 0.0.9").waitFor();
}

async function lessons(page, name) {
  await go(page, "#lessons");
  assert.equal(await page.locator(".cards li").count(), 7);
  await fine(page, `${name}: list`);
  await page.getByRole("link", {name: /runaway urn/i}).press("Enter");
  await page.locator(".prediction textarea").fill("It settles at 55 %.");
  await page.getByRole("button", {name: "Run the exercise"}).first().press("Enter");
  await page.locator(".action svg.lines").first().waitFor({timeout: patience});
  assert.equal(await page.locator(".action .predicted").textContent(), "It settles at 55 %.");
  await fine(page, name);
}

try {
  for (const [kind, address, from] of [["file", single, single], ["server", server.site, server.site]]) {
    const page = await open(browser, address);
    await street(page, `street, ${kind}`);
    if (kind === "file") {
      await laboratory(page, "laboratory");
      await links(page);
      await lessons(page, "lesson");
      await go(page, "#results");
      await page.getByRole("heading", {name: "Results"}).waitFor();
      assert.ok(await dropped(page, "footer.site", "some.h5", "not HDF5"));
      await page.locator(".results-page > .problem", {hasText: "some.h5 is not a result file"}).waitFor();
      await fine(page, "results");
      await go(page, "#about");
      await page.getByRole("heading", {name: /leaves your machine/i}).waitFor();
      await fine(page, "about");
    }
    check_quiet(page, from);
    await page.context().close();
  }
  console.log(`fine: ${seen.join("; ")}`);
} finally {
  await browser.close();
  server.close();
}
