// The built page in a browser: from a file and from a server, with what every test of it watches: errors, requests, axe.
import assert from "node:assert/strict";
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {createServer} from "node:http";
import {tmpdir} from "node:os";
import {extname, join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {from_web, need, project} from "./skipped.mjs";

need("build/web/streetlight.html", "web/node_modules/playwright-core/package.json", "web/node_modules/axe-core/axe.min.js");
const playwright = from_web("playwright-core");
const axe = readFileSync(resolve(project, "web/node_modules/axe-core/axe.min.js"), "utf8");
const built = resolve(project, "build/web");

/** The address of the single file. */
export const single = pathToFileURL(join(built, "streetlight.html")).href;

/** How long a slow machine may take for one thing. */
export const patience = 240_000;

const types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"};

/** The folder on a server of this machine. */
export async function serve() {
  const server = createServer((request, response) => {
    const name = new URL(request.url, "http://x").pathname.replace(/\/$/, "/index.html"), path = join(built, name);
    if (!path.startsWith(built) || !existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, {"content-type": types[extname(path)] ?? "application/octet-stream"}).end(readFileSync(path));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {site: `http://127.0.0.1:${server.address().port}/`, close: () => server.close()};
}

const installed = {
  chromium: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync),
  firefox: ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find(existsSync),
};

/** Starts a browser that the system has; says that the test is skipped where it has not. */
export function launch(name = "chromium", more = []) {
  const path = installed[name];
  if (!path) {
    console.log(`skipped: ${name} is not installed (Debian's packages chromium and firefox-esr).`);
    process.exit(77);
  }
  if (name === "firefox") return launch_firefox(path);
  return playwright.chromium.launch({executablePath: path, timeout: patience, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...more]});
}

/** Firefox by the standard protocol (WebDriver BiDi). What it saves goes to a folder, since it does not tell the driver of it. */
async function launch_firefox(path) {
  const downloadsPath = mkdtempSync(join(tmpdir(), "streetlight-firefox-"));
  const browser = await playwright.firefox.launch({executablePath: path, channel: "moz-firefox", timeout: patience, downloadsPath,
    firefoxUserPrefs: {"browser.download.alwaysOpenPanel": false}});
  browser.saves_to = downloadsPath;
  browser.on("disconnected", () => rmSync(downloadsPath, {recursive: true, force: true}));
  return browser;
}

/** The text of the file that a button of the page saves. */
export async function saved(page, name) {
  const button = page.getByRole("button", {name, exact: true}), folder = page.context().browser().saves_to;
  if (!folder) {
    const download = page.waitForEvent("download");
    await button.click();
    return readFileSync(await (await download).path(), "utf8");
  }
  const before = new Set(readdirSync(folder));
  await button.click();
  for (const until = Date.now() + patience; Date.now() < until; await page.waitForTimeout(100)) {
    const there = readdirSync(folder).filter((each) => !before.has(each) && !each.endsWith(".part"));
    const text = there.length > 0 ? readFileSync(join(folder, there[0]), "utf8") : "";
    if (text !== "") return text;
  }
  throw new Error(`the button "${name}" saves nothing`);
}

/** Drops a file on an element; whether the page took it, which else the browser would open in its place. */
export const dropped = (page, selector, name, text) => page.evaluate(([on, called, content]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([content], called));
  const event = new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true});
  document.querySelector(on).dispatchEvent(event);
  return event.defaultPrevented;
}, [selector, name, text]);

/** A page of the given size that notes every request, error and breach of the policy. */
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.requests = [];
  page.trouble = [];
  page.on("request", (request) => page.requests.push(request.url()));
  page.on("pageerror", (error) => page.trouble.push(String(error)));
  page.on("console", (message) => message.type() === "error" && page.trouble.push(message.text()));
  await page.goto(address);
  return page;
}

export const go = (page, hash) => page.evaluate((to) => (location.hash = to), hash);

/** Nothing is wider than the window: what is too wide scrolls in a place of its own. */
export async function check_width(page, name) {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, `${name} is wider than its window`);
}

export async function check_accessible(page, name) {
  // The policy of the page forbids scripts of others, so axe comes in by the debugger's own way.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}));
  const wrong = found.violations.map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
  assert.deepEqual(wrong, [], `axe on ${name}`);
  await check_width(page, name);
}

/** Only the page's own parts, while it loads; nothing of anybody else, ever; and no error. */
export function check_quiet(page, from) {
  const others = page.requests.filter((url) => !url.startsWith(from) && !/^(data|blob):/.test(url));
  assert.deepEqual(others, [], "requests to others");
  assert.deepEqual(page.trouble, [], "errors on the page");
}

/** Goes with Tab to an element, as a person without a mouse does. Gives how often it pressed. */
export async function tab_to(page, element, most = 120) {
  const wanted = await element.elementHandle();
  for (let pressed = 1; pressed <= most; ++pressed) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((each) => document.activeElement === each, wanted)) return pressed;
  }
  throw new Error(`Tab does not lead to ${element}`);
}

/** Pictures of a page go to a folder, where one was named. */
export function pictures_in(folder) {
  if (folder) mkdirSync(folder, {recursive: true});
  return async (page, name) => {
    if (folder) await page.screenshot({path: join(folder, `${name}.png`), fullPage: true});
  };
}
