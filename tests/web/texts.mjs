// A page in another language is made from another file of texts, and nothing else is touched.   node texts.mjs
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {check_accessible, launch, open} from "./browsers.mjs";
import {project} from "./skipped.mjs";

const folder = mkdtempSync(join(tmpdir(), "streetlight-texts-")), built = join(folder, "page");
const english = readFileSync(resolve(project, "web/src/words/en.ts"), "utf8");
const changed = (text, from, to) => {
  assert.equal(text.split(from).length, 2, from);
  return text.replace(from, to);
};
writeFileSync(join(folder, "cy.ts"), changed(changed(english, 'language = "en"', 'language = "cy"'), 'heading: "Lessons"', 'heading: "Gwersi"'));

const build = (texts) => spawnSync(process.execPath, [resolve(project, "web/build.mjs"), resolve(project, "build/web-engine/bin/streetlight.wasm"), built],
                                   {encoding: "utf8", env: {...process.env, STREETLIGHT_TEXTS: texts}});
try {
  const refused = build(join(folder, "xx.ts"));
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /STREETLIGHT_TEXTS: there is no file .*xx\.ts/);

  // Two keys left out, one of them for a slip, and a text where a function must be: each is named, and no page is built.
  const slips = [['heading: "Lessons"', 'heding: "Gwersi"'], ['    play: "Play",\n', ""], ['version: (version: string) => `Streetlight ${version}`', 'version: "Streetlight"']];
  writeFileSync(join(folder, "slips.ts"), slips.reduce((text, [from, to]) => changed(text, from, to), english));
  const wrong = build(join(folder, "slips.ts"));
  assert.equal(wrong.status, 1);
  for (const line of ["missing: words.lessons.heading", "missing: words.street.play", "unknown: words.lessons.heding; did you mean words.lessons.heading?",
                      "words.version is a text, but must be a function"])
    assert.ok(wrong.stderr.split("\n").includes(`  ${line}`), `no "${line}" in ${wrong.stderr}`);
  assert.equal(wrong.stderr.trim().split("\n").length, 5, wrong.stderr);
  assert.ok(!existsSync(built));

  const done = build(join(folder, "cy.ts"));
  assert.equal(done.status, 0, done.stderr);
  const browser = await launch();
  try {
    const page = await open(browser, `${pathToFileURL(join(built, "streetlight.html")).href}#lessons`);
    await page.getByRole("heading", {level: 1, name: "Gwersi"}).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "cy");
    await check_accessible(page, "the page with other texts");
  } finally {
    await browser.close();
  }
  console.log("a page with other texts");
} finally {
  rmSync(folder, {recursive: true});
}
