// What the page costs, beside the goals that docs/how_to/browser.md names. Processor time where it is meant, since other
// programs on the machine do not change it; the times on a clock are of this machine as it is now.
//   node goals.mjs PAGE_CALLS STREETLIGHT
import {spawnSync} from "node:child_process";
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {brotliCompressSync, constants} from "node:zlib";
import {open_engine} from "../../web/src/engine/host.mjs";
import {go, launch, open, patience, single} from "./browsers.mjs";
import {toml_files} from "./experiments.mjs";
import {project} from "./skipped.mjs";

const tell = (what, got, goal) => console.log(`${what}: ${got} (goal: ${goal})`);
const seconds = (x) => `${x.toFixed(x < 10 ? 2 : 1)} s`;

// Processor time of the same calls, native and in WebAssembly, on one thread.
const engine = open_engine(new WebAssembly.Module(readFileSync(resolve(project, "build/web-engine/bin/streetlight.wasm"))));
for (const path of toml_files("configs")) engine.place(path, readFileSync(resolve(project, path), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "streetlight-goals-"));

function native_cpu(requests) {
  const file = join(folder, "requests");
  writeFileSync(file, requests.map((each) => JSON.stringify(each)).join("\n"));
  const done = spawnSync("bash", ["-c", 'TIMEFORMAT="%U %S"; time "$0" <"$1" >/dev/null', resolve(process.argv[2]), file], {encoding: "utf8", cwd: project});
  return done.stderr.trim().split(/\s+/).slice(-2).reduce((sum, each) => sum + Number(each), 0);
}
function page_cpu(requests) {
  const before = process.cpuUsage();
  for (const request of requests) {
    const answer = engine.call(request);
    if (answer.problems) throw new Error(answer.problems[0].message);
  }
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const england = [{call: "load", path: "configs/england.toml", set: ["population.families=20000", "run.replicates=1"]}, {call: "run"}];
const first = page_cpu(england), warm = page_cpu(england), native = native_cpu(england);
tell("England, 20,000 families, six policies, one replicate: processor time against native", `${(warm / native).toFixed(2)} times (${seconds(warm)} against ${seconds(native)}; ${seconds(first)} the first time)`, "2.0 times");
const year = [{call: "load", path: "configs/england.toml", set: ["population.families=15000", "run.replicates=1", "run.months=36", "run.spin_up=0"]}, {call: "run"}];
page_cpu(year);
const policies = engine.call(year[0]).scenarios.length;
tell("a year of 15,000 families under one policy, warm (a third of three): processor time", seconds(page_cpu(year) / policies / 3), "0.5 s");
const eyes = [{call: "load", path: "configs/classroom/unequal_eyes.toml"}, {call: "run"}];
tell("the lesson on unequal eyes, whole: processor time, half of it for each of two workers", seconds(page_cpu(eyes) / 2), "6 s");
rmSync(folder, {recursive: true});

// What is sent.
const packed = (path) => brotliCompressSync(readFileSync(path), {params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24}}).length;
const built = resolve(project, "build/web"), kilobytes = (x) => `${Math.round(x / 1000).toLocaleString("en-GB")} KB`;
const served = ["index.html", ...readdirSync(join(built, "assets")).map((each) => join("assets", each))];
tell("transfer from a server (brotli)", kilobytes(served.reduce((sum, each) => sum + packed(join(built, each)), 0)), "600 KB");
tell("transfer of the single file (brotli)", `${kilobytes(packed(join(built, "streetlight.html")))} (${kilobytes(readFileSync(join(built, "streetlight.html")).length)} as it lies there)`, "1,200 KB");

// In Chromium: ready, and the longest that the page's own thread was taken.
const browser = await launch();
try {
  const page = await open(browser, "about:blank");
  await page.addInitScript(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const each of list.getEntries()) window.longest = Math.max(window.longest, each.duration);
    }).observe({type: "longtask", buffered: true});
  });
  const began = performance.now();
  await page.goto(single);
  await page.getByRole("heading", {level: 1}).waitFor();
  const shown = performance.now();
  await page.waitForFunction(() => /Year 1, month 1/.test(document.querySelector(".clock")?.textContent ?? ""), null, {timeout: patience});
  tell("from opening the file until the page is there, and until the street is", `${seconds((shown - began) / 1000)}, ${seconds((performance.now() - began) / 1000)}`, "1.5 s");
  const longest = async (name) => tell(`longest time on the clock that the page's thread was taken, other processes of the browser included, ${name}`, `${Math.round(await page.evaluate(() => {
    const was = window.longest;
    window.longest = 0;
    return was;
  }))} ms (0: never over 50)`, "50 ms");
  await longest("while it opened");
  await page.getByLabel("Months a second").selectOption("12");
  await page.getByRole("button", {name: "Play"}).click();
  await page.waitForTimeout(6000);
  await longest("while the street played");
  const lab = async () => {
    await go(page, "#lab");
    await page.getByLabel("Begin with").selectOption("configs/classroom/unequal_eyes.toml");
    await page.waitForFunction(() => /^No problems/.test(document.querySelector(".check").textContent), null, {timeout: patience});
    await page.getByRole("button", {name: "Run", exact: true}).click();
    await page.waitForFunction(() => / runs in /.test(document.querySelector(".lab-page").textContent), null, {timeout: patience});
  };
  await lab();
  const told = /\d+ runs in ([\d.]+) seconds/.exec(await page.locator(".lab-page").textContent());
  tell("the lesson on unequal eyes, whole, in the laboratory: on the clock", `${told[1]} s`, "6 s");
  await longest("while the laboratory ran");

  // The processor time of the longest piece of work.
  const longest_of = async (name, act) => {
    await browser.startTracing(page, {categories: ["toplevel", "disabled-by-default-devtools.timeline"]});
    await act();
    await page.waitForTimeout(1000);
    const {traceEvents} = JSON.parse((await browser.stopTracing()).toString());
    const own = new Set(traceEvents.filter((each) => each.name === "thread_name" && each.args.name === "CrRendererMain").map(({pid, tid}) => `${pid}:${tid}`));
    const tasks = traceEvents.filter(({name: kind, pid, tid}) => /RunTask/.test(kind) && own.has(`${pid}:${tid}`)).map(({tdur}) => (tdur ?? 0) / 1000);
    if (tasks.length === 0) throw new Error("the trace has no work of the page's thread");
    tell(`longest processor time that the page's thread was taken, ${name}`, `${Math.round(tasks.reduce((most, each) => Math.max(most, each), 0))} ms`, "50 ms");
  };
  await longest_of("while it opened", async () => {
    await page.goto("about:blank");
    await page.goto(single);
    await page.waitForFunction(() => /Year 1, month 1/.test(document.querySelector(".clock")?.textContent ?? ""), null, {timeout: patience});
  });
  await longest_of("while the laboratory ran", lab);
  const files = mkdtempSync(join(tmpdir(), "streetlight-goals-")), set = (...settings) => settings.flatMap((each) => ["--set", each]);
  const made = (name, config, ...words) => {
    const done = spawnSync(resolve(process.argv[3]), ["run", config, ...words, "-o", join(files, name), "--quiet"], {encoding: "utf8", cwd: project});
    if (done.status !== 0) throw new Error(done.stderr);
  };
  writeFileSync(join(files, "two.toml"), `extends = "${project}/configs/england.toml"\nschema = 1\n[[scenario]]\nname = "No programme"\n` +
    `[[scenario]]\nname = "Covert"\nset = { programme.enabled = true }\n[[scenario]]\nname = "Consent"\nset = { programme.enabled = true, programme.transparency = "consent" }\n`);
  made("six.h5", "configs/england.toml", ...set("population.families=2000", "run.replicates=2"));
  made("worlds.h5", join(files, "two.toml"), ...set("population.families=400", "run.replicates=2", "run.months=24", "run.spin_up=6", "programme.start=6"), "--worlds", "configs/worlds/england.toml", "--number-of-worlds", "24");
  await go(page, "#results");
  for (const [file, what] of [["six.h5", "of six policies"], ["worlds.h5", "of worlds"]])
    await longest_of(`while a result ${what} was opened`, async () => {
      await page.getByLabel("Choose a result file").setInputFiles(join(files, file));
      await page.waitForFunction((name) => document.querySelector(".results-page > [role=status]").textContent === `${name} is open.`, file, {timeout: patience});
    });
  rmSync(files, {recursive: true});
  await go(page, "#lesson=trust_travels");
  await longest_of("while the lesson on trust ran and drew its figures", async () => {
    await page.locator(".action button.main").first().click();
    await page.locator(".action figure").nth(1).waitFor({timeout: patience});
  });
} finally {
  await browser.close();
}
