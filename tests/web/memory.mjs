// A browser with little memory for each worker: the page says so, and what needs less runs after it.   node memory.mjs
import assert from "node:assert/strict";
import {check_quiet, go, launch, open, patience, single} from "./browsers.mjs";

const browser = await launch("chromium", ["--js-flags=--wasm-max-mem-pages=1600"]);
const experiment = (families) => `extends = "../configs/england.toml"\nschema = 1\ntitle = "Large"\n[run]\nreplicates = 2\nspin_up = 0\nmonths = 24\n` +
  `[population]\nfamilies = ${families}\n[[scenario]]\nname = "None"\n[[scenario]]\nname = "Covert"\nset = { programme.enabled = true }\n`;
try {
  const page = await open(browser, `${single}#lab`);
  async function ran(families) {
    await page.locator("textarea.editor").fill(experiment(families));
    await page.waitForFunction(() => /^No problems/.test(document.querySelector(".check").textContent), null, {timeout: patience});
    await page.getByRole("button", {name: "Run", exact: true}).click();
    await page.waitForFunction(() => !document.querySelector(".writing progress").hidden);
    await page.waitForFunction(() => document.querySelector(".writing progress").hidden, null, {timeout: patience});
    return page.locator(".writing > p[role=status]").last().textContent();
  }
  assert.match(await ran(900_000), /^The browser ran out of memory\. Fewer families or replicates need less\.$/);
  assert.match(await ran(1_000), /^4 runs in /);
  await page.locator(".comparison").first().waitFor();
  check_quiet(page, single);
  console.log("a lack of memory is said, and less runs after it");
} finally {
  await browser.close();
}
