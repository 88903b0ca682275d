// The twelve experiments in each browser that is installed: every bit must be that of the native program. The browser opens
// a page of a server here, and the page sends its hashes back; so no driver is needed.   node hashes_in_browsers.mjs PAGE_CALLS
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {createServer} from "node:http";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {experiments, hashes_of, native_answers, requests, toml_files} from "./experiments.mjs";
import {need, project} from "./skipped.mjs";

const wasm = "build/web-engine/bin/streetlight.wasm";
need(wasm);

const known = [
  {name: "Chromium", path: "/usr/bin/chromium", options: (profile) => ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`]},
  {name: "Firefox", path: "/usr/bin/firefox-esr", options: (profile) => ["--headless", "--no-remote", "--profile", profile]},
], browsers = known.filter(({path}) => existsSync(path));
for (const {name, path} of known) if (!existsSync(path)) console.log(`not run in ${name}: ${path} is not there`);
if (browsers.length === 0) {
  console.log("skipped: neither Chromium nor Firefox is installed (Debian's packages chromium and firefox-esr).");
  process.exit(77);
}

const files = Object.fromEntries([...toml_files("configs")].map((path) => [path, readFileSync(resolve(project, path), "utf8")]));
const page = `<!doctype html><meta charset="utf-8"><title>Hashes</title><script type="module">
import {open_engine} from "/host.mjs";
const send = (answer) => fetch("/answer", {method: "POST", body: JSON.stringify(answer)});
try {
  const engine = open_engine(await WebAssembly.compile(await (await fetch("/engine")).arrayBuffer()));
  const {files, requests} = await (await fetch("/requests")).json();
  for (const [path, text] of Object.entries(files)) engine.place(path, text);
  await send({answers: requests.map((request) => engine.call(request))});
} catch (error) {
  await send({problem: String(error)});
}
</script>`;

/** What the page says in a browser. */
async function answers_in({path, options}) {
  const profile = mkdtempSync(join(tmpdir(), "streetlight-browser-"));
  let told;
  const answered = new Promise((done) => (told = done));
  const server = createServer((request, response) => {
    if (request.url === "/answer") {
      let text = "";
      request.on("data", (part) => (text += part)).on("end", () => {
        response.end();
        told(JSON.parse(text));
      });
      return;
    }
    const [type, body] = {
      "/": ["text/html", page],
      "/host.mjs": ["text/javascript", readFileSync(resolve(project, "web/src/engine/host.mjs"))],
      "/engine": ["application/wasm", readFileSync(resolve(project, wasm))],
      "/requests": ["application/json", JSON.stringify({files, requests})],
    }[request.url] ?? ["text/plain", ""];
    response.writeHead(200, {"content-type": type}).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const browser = spawn(path, [...options(profile), `http://127.0.0.1:${server.address().port}/`], {stdio: "ignore", detached: true});
  const late = setTimeout(() => told({problem: "the browser said nothing for ten minutes"}), 600_000);
  try {
    const {answers, problem} = await answered;
    assert.equal(problem, undefined);
    return answers;
  } finally {
    clearTimeout(late);
    const ended = new Promise((done) => browser.once("exit", done));
    process.kill(-browser.pid, "SIGTERM");
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(profile, {recursive: true, force: true, maxRetries: 5, retryDelay: 300});
  }
}

const native = hashes_of(native_answers(process.argv[2]));
for (const browser of browsers) {
  const there = hashes_of(await answers_in(browser));
  experiments.forEach(({path}, i) => assert.deepEqual(there[i], native[i], `${path} in ${browser.name}`));
  console.log(`${experiments.length} experiments in ${browser.name}: the same bits`);
}
