// The laboratory's form: every parameter, as the form shows it, goes into the text as TOML that the engine reads back as the
// same value; and files of other forms than the page writes itself stay what they are.   node form.mjs
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {resolve} from "node:path";
import {open_engine} from "../../web/src/engine/host.mjs";
import {check_accessible, check_quiet, go, launch, open, patience, single} from "./browsers.mjs";
import {toml_files} from "./experiments.mjs";
import {project} from "./skipped.mjs";

const engine = open_engine(new WebAssembly.Module(readFileSync(resolve(project, "build/web-engine/bin/streetlight.wasm"))));
for (const path of toml_files("configs")) engine.place(path, readFileSync(resolve(project, path), "utf8"));
const {parameters, file} = engine.call({call: "describe"});
const shown = [...parameters, ...file].filter(({key}) => !/^(scenario|mechanism|design)\./.test(key));

const head = `extends = "../configs/england.toml"\nschema = 1\ntitle = "Of the test"\n`;
const scenarios = `[[scenario]]\nname = "None"\n[[scenario]]\nname = "Covert"\nset = { programme.enabled = true }\n`;

/** What the engine says of a text. */
function problems_of(text) {
  engine.place("experiments/form.toml", text);
  return (engine.call({call: "load", path: "experiments/form.toml"}).problems ?? []).map(({line, message}) => `line ${line}: ${message}`);
}

const browser = await launch();
try {
  const page = await open(browser, `${single}#lab`), editor = page.locator("textarea.editor");
  await page.locator(".parameters li").first().waitFor({timeout: patience});
  const entry = page.locator(".parameters details[open] .entry");

  async function opened(key) {
    await page.getByLabel("Find a parameter").fill(key);
    const place = await page.locator(".parameters li code").evaluateAll((all, wanted) => all.findIndex((each) => each.textContent === wanted), key);
    assert.ok(place >= 0, `the form does not find ${key}`);
    await page.locator(".parameters summary").nth(place).click();
    await page.waitForFunction(() => document.querySelector(".parameters details[open] .entry button"));
  }
  async function put() {
    const before = await editor.inputValue();
    await entry.getByRole("button").click();
    await page.waitForFunction((was) => document.querySelector("textarea.editor").value !== was || document.querySelector(".entry .problem")?.textContent, before);
    assert.equal(await entry.locator(".problem").textContent(), "");
    return editor.inputValue();
  }

  // Every parameter: what the form shows is put in as it is.
  const kinds = new Set();
  for (const {key, type, choices, default: by_default} of shown) {
    await editor.fill(head.replace(/title.*\n/, "") + scenarios);
    await opened(key);
    const control = entry.locator("input, select").first();
    assert.equal(await control.evaluate((each) => each.tagName), ["choice", "flag"].includes(type) ? "SELECT" : "INPUT", key);
    if (type === "choice") assert.deepEqual(await control.locator("option").allTextContents(), choices);
    if (["title", "extends", "schema"].includes(key)) continue;
    await page.waitForFunction((wanted) => wanted || (document.querySelector(".entry :is(input, select)")?.value ?? "") !== "", ["text", "map"].includes(type));
    const text = await put(), found = problems_of(text);
    assert.deepEqual(found.filter((each) => /not valid TOML|must be|unknown key|is a table|is set twice/.test(each)), [], `${key} (default ${by_default})\n${text}`);
    kinds.add(type);
  }
  assert.equal(kinds.size, 9, [...kinds].join(" "));

  // Files that a person wrote in other ways.
  for (const [text, key, shows, typed, wanted] of [
    [`${head}${scenarios}[population]\nfamilies = 1000\n[run]\nreplicates = 2\n`, "population.families", "1000", "500", "[population]\nfamilies = 500\n"],
    [`${head}run = { replicates = 2 }\n${scenarios}`, "run.months", "144", "50", "run = { replicates = 2, months = 50 }\n"],
    [`${head}run = { replicates = 2 }\n${scenarios}`, "run.replicates", "2", "3", "run = { replicates = 3 }\n"],
    [`${head}[output]\nmetrics = [\n  "harm",\n  "trust",\n]\n${scenarios}`, "output.metrics", '["harm", "trust"]', '["harm"]', '[output]\nmetrics = ["harm"]\n[[scenario]]'],
    [`${head}[need.attributes]\nlone = 0.5\n${scenarios}`, "need.attributes", "lone = 0.5", "lone = 0.25, black = 1", "[need.attributes]\nblack = 1\nlone = 0.25\n"],
    [`${head}[programme.sub]\n${scenarios}`, "casework.capacity", "none", "5", `title = "Of the test"\ncasework.capacity = 5\n`],
  ]) {
    await editor.fill(text);
    await page.waitForTimeout(600);
    await opened(key);
    await page.waitForFunction((value) => document.querySelector(".entry input")?.value === value, shows, {timeout: 10_000}).catch(async () =>
      assert.equal(await entry.locator("input").inputValue(), shows, key));
    await entry.locator("input").fill(typed);
    const after = await put();
    assert.ok(after.includes(wanted), `${after}\nhas not\n${wanted}`);
    if (!text.includes("[programme.sub]")) assert.deepEqual(problems_of(after), [], after);
  }

  // What is no value is refused beside the field, and so is everything while the text is no TOML; the text stays.
  for (const [text, typed, reason] of [[head + scenarios, "0,5", /population.families/], [head + scenarios, "", /population.families/], [`${head}x = [\n`, "500", /Nothing was put in/]]) {
    await editor.fill(text);
    await opened("population.families");
    await entry.locator("input").fill(typed);
    await entry.getByRole("button").click();
    await page.waitForFunction(() => document.querySelector(".entry .problem")?.textContent);
    assert.match(await entry.locator(".problem").textContent(), reason);
    assert.equal(await editor.inputValue(), text);
  }
  await check_accessible(page, "the form with a problem");

  // Another model's experiment brings that model's parameters, and takes them; what was looked for stays.
  await editor.fill(readFileSync(resolve(project, "configs/theory/urn_polya.toml"), "utf8"));
  await page.getByText("Parameters of the model urn and").waitFor();
  assert.equal(await page.getByLabel("Find a parameter").inputValue(), "population.families");
  const of_urn = engine.call({call: "describe", model: "urn"}).parameters;
  for (const {key} of of_urn) await opened(key);
  const {key, default: by_default} = of_urn.find(({type}) => type === "real");
  await opened(key);
  await entry.locator("input").fill(by_default);
  assert.deepEqual(problems_of(await put()), [], key);
  check_quiet(page, single);
  console.log(`the form puts in ${shown.length} parameters`);
} finally {
  await browser.close();
}
