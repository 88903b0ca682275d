// One pass through every page in Chromium: from a file and from a server, by keyboard where a person would, axe on each,
// no request after load.   node browser.mjs [FOLDER FOR SCREENSHOTS]
import assert from "node:assert/strict";
import {existsSync, mkdirSync, readFileSync} from "node:fs";
import {createServer} from "node:http";
import {extname, join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {from_web, need, project} from "./skipped.mjs";

const chromium_path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
need("build/web/streetlight.html", "web/node_modules/playwright-core/package.json", "web/node_modules/axe-core/axe.min.js");
if (!chromium_path) {
  console.log("skipped: no Chromium is installed (Debian's package chromium).");
  process.exit(77);
}
const {chromium} = from_web("playwright-core");
const axe = readFileSync(resolve(project, "web/node_modules/axe-core/axe.min.js"), "utf8");
const built = resolve(project, "build/web"), single = pathToFileURL(join(built, "streetlight.html")).href;
const pictures = process.argv[2];
if (pictures) mkdirSync(pictures, {recursive: true});

const types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"};
const server = createServer((request, response) => {
  const name = new URL(request.url, "http://x").pathname.replace(/\/$/, "/index.html"), path = join(built, name);
  if (!path.startsWith(built) || !existsSync(path)) return response.writeHead(404).end();
  response.writeHead(200, {"content-type": types[extname(path)] ?? "application/octet-stream"}).end(readFileSync(path));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const site = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({executablePath: chromium_path, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"]});
const seen = [];

/** A page of the given size that notes every request, error and breach of the policy. */
async function open(address, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const trouble = [];
  page.requests = [];
  page.on("request", (request) => page.requests.push(request.url()));
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  page.trouble = trouble;
  await page.goto(address);
  return page;
}

async function go(page, hash) {
  await page.evaluate((to) => (location.hash = to), hash);
}

async function check_accessible(page, name) {
  // The policy of the page forbids scripts of others, so axe comes in by the debugger's own way.
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}));
  const wrong = found.violations.map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
  assert.deepEqual(wrong, [], `axe on ${name}`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, `${name} is wider than its window`);
}

async function picture(page, name) {
  if (pictures) await page.screenshot({path: join(pictures, `${name}.png`), fullPage: true});
}

/** Only the page's own parts, while it loads; nothing of anybody else, ever. */
function check_requests(page, from) {
  const others = page.requests.filter((url) => !url.startsWith(from) && !/^(data|blob):/.test(url));
  assert.deepEqual(others, [], "requests to others");
  assert.deepEqual(page.trouble, [], "errors on the page");
}

async function street(page, name) {
  await page.waitForFunction(() => /Year 1, month 1/.test(document.querySelector(".clock")?.textContent ?? ""), null, {timeout: 60_000});
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
  await check_accessible(page, name);
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
  assert.match(await editor.inputValue(), /casework\.capacity = 12/);
  await page.waitForFunction(() => /^No problems/.test(document.querySelector(".check").textContent));
  await page.getByRole("button", {name: "Run", exact: true}).click();
  await page.locator(".comparison").waitFor({timeout: 90_000});
  assert.ok((await page.locator(".comparison tbody tr").count()) > 3);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", {name: "Comparison (CSV)"}).click();
  assert.match(readFileSync(await (await saved).path(), "utf8"), /^scenario,baseline,/);
  await check_accessible(page, name);
  seen.push(name);
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
  assert.equal(await page.locator(".cards li").count(), 6);
  await check_accessible(page, `${name}: list`);
  await page.getByRole("link", {name: /runaway urn/i}).press("Enter");
  await page.locator(".prediction textarea").fill("It settles at 55 %.");
  await page.getByRole("button", {name: "Run the exercise"}).first().press("Enter");
  await page.locator(".action svg.lines").first().waitFor({timeout: 60_000});
  assert.equal(await page.locator(".predicted").textContent(), "It settles at 55 %.");
  await check_accessible(page, name);
  seen.push(name);
}

try {
  for (const [kind, address, from] of [["file", single, single], ["server", site, site]]) {
    const page = await open(address);
    await street(page, `street, ${kind}`);
    if (kind === "file") {
      await laboratory(page, "laboratory");
      await links(page);
      await lessons(page, "lesson");
      await go(page, "#about");
      await page.getByRole("heading", {name: /leaves your machine/i}).waitFor();
      await check_accessible(page, "about");
    }
    check_requests(page, from);
    await page.context().close();
  }
  for (const width of [360, 768, 1280])
    for (const colorScheme of pictures || width === 360 ? ["light", "dark"] : []) {
      const page = await open(single, {viewport: {width, height: 800}, colorScheme, reducedMotion: "reduce"});
      await page.waitForFunction(() => /Year 1/.test(document.querySelector(".clock")?.textContent ?? ""), null, {timeout: 60_000});
      if (pictures) {
        for (let i = 0; i < 30; ++i) {
          const before = await page.locator(".clock").textContent();
          await page.getByRole("button", {name: "One month"}).click();
          await page.waitForFunction((was) => document.querySelector(".clock").textContent !== was, before);
        }
      }
      await picture(page, `street_${width}_${colorScheme}`);
      await check_accessible(page, `street at ${width} px, ${colorScheme}`);
      for (const hash of pictures ? ["#lab", "#lessons", "#lesson=unequal_eyes", "#about"] : []) {
        await go(page, hash);
        await page.waitForTimeout(700);
        await picture(page, `${hash.slice(1).replace("=", "_")}_${width}_${colorScheme}`);
      }
      assert.deepEqual(page.trouble, []);
      await page.context().close();
    }
  console.log(`fine: ${seen.join("; ")}`);
} finally {
  await browser.close();
  server.close();
}
