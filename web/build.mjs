// Builds the page twice from the same sources: build/web/ for a web server, and build/web/streetlight.html, one file with
// everything in it. The content security policy names the hash of every script that stands in a page, and allows no
// request to anywhere.
import {createHash} from "node:crypto";
import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {dirname, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "vite";
import {viteSingleFile} from "vite-plugin-singlefile";

const here = dirname(fileURLToPath(import.meta.url));
const project = resolve(here, "..");
const engine = process.argv[2] ?? resolve(project, "build/web-engine/bin/streetlight.wasm");
const out = process.argv[3] ?? resolve(project, "build/web");
const version = /project\(streetlight VERSION ([0-9.]+)/.exec(readFileSync(resolve(project, "CMakeLists.txt"), "utf8"))[1];

/**
 * Bytes as the inside of a JavaScript string, a character a byte, so that what compresses the page compresses them as they
 * are: as base64 they would be a third larger when compressed. Nothing in it can end a script in HTML.
 */
function text_of(bytes) {
  const written = {10: "\\n", 13: "\\r", 34: "\\\"", 60: "\\x3c", 92: "\\\\"};
  let text = "";
  bytes.forEach((byte, i) => {
    const digit_next = bytes[i + 1] >= 48 && bytes[i + 1] <= 57;  // then "\\0" would be another character
    text += byte === 0 ? (digit_next ? "\\x00" : "\\0") : written[byte] ?? String.fromCharCode(byte);
  });
  return text;
}

/** jsfive reads our files but for two slips of its version, which are mended here; the build says where that has become needless. */
const jsfive_mended = {
  name: "jsfive-mended",
  transform(code, id) {
    if (!id.includes("jsfive")) return undefined;
    const mends = [
      // A header may say when attributes change their storage (4 bytes more): the library refuses that.
      ['assert((header.get("flags") & 16) == 0);', ""],
      ['let chunk_fmt = ["<B", "<H", "<I", "<Q"]', 'if (header.get("flags") & 16) offset += 4;\n    let chunk_fmt = ["<B", "<H", "<I", "<Q"]'],
      // The order in which variables were made, as numbers: the library sorts 10 before 2.
      ["let sorted_keys = Array.from(items.keys()).sort();", "let sorted_keys = Array.from(items.keys()).sort(ordered ? (a, b) => Number(a) - Number(b) : undefined);"],
    ];
    for (const [was, is] of mends) {
      if (!code.includes(was)) throw new Error(`jsfive is not as web/build.mjs expects: it has no ${was}`);
      code = code.replace(was, is);
    }
    return {code, map: null};
  },
};

/** The script of the worker that reads result files. */
async function result_reader() {
  const {output} = (await build({
    root: here, configFile: false, logLevel: "warn", plugins: [jsfive_mended],
    build: {write: false, target: "es2022", rolldownOptions: {checks: {pluginTimings: false}}, lib: {entry: resolve(here, "src/results/worker.ts"), formats: ["iife"], name: "reader"}},
  }))[0];
  return output[0].code;
}

// The engine is put in its place last, so that no tool writes it anew.
const engine_mark = "STREETLIGHT-ENGINE-STANDS-HERE";
const within = {
  "virtual:engine": JSON.stringify(engine_mark),
  "virtual:result-reader": JSON.stringify(await result_reader()),
};
const engine_text = text_of(readFileSync(engine));
function with_engine(text) {
  const parts = text.split(engine_mark);
  if (parts.length !== 2) throw new Error(`the engine has ${parts.length - 1} places in the page`);
  if (parts[0].at(-1) !== '"' && parts[0].at(-1) !== "`" && parts[0].at(-1) !== "'") throw new Error("the engine's place is not a string");
  return `${parts[0].slice(0, -1)}"${engine_text}"${parts[1].slice(1)}`;
}

const packed_plugin = {
  name: "streetlight-within",
  resolveId: (id) => (id in within ? `\0${id}` : undefined),
  load: (id) => (id.startsWith("\0virtual:") && id.slice(1) in within ? `export default ${within[id.slice(1)]}` : undefined),
};

const common = (folder, plugins) => ({
  root: here,
  configFile: false,
  base: "./",
  logLevel: "warn",
  define: {__VERSION__: JSON.stringify(version)},
  plugins: [packed_plugin, ...plugins],
  worker: {format: "iife"},
  build: {outDir: folder, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 10000, modulePreload: false,
          reportCompressedSize: false, rolldownOptions: {checks: {pluginTimings: false}}},
});

/** The policy, in place of the mark that the page has for it. */
function with_policy(html, own_files) {
  const hashes = [...html.matchAll(/<script[^>]*>([\s\S]+?)<\/script>/g)].map(
      ([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  const policy = [
    "default-src 'none'",
    `script-src ${[...(own_files ? ["'self'"] : []), ...hashes, "'wasm-unsafe-eval'", "blob:"].join(" ")}`,
    "worker-src blob:",
    `style-src 'unsafe-inline'${own_files ? " 'self'" : ""}`,
    "img-src data: blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html.replace("CONTENT-SECURITY-POLICY", policy);
}

const single = resolve(project, "build/web-single");
await build(common(out, []));
await build(common(single, [viteSingleFile({removeViteModuleLoader: true})]));
writeFileSync(resolve(out, "index.html"), with_policy(readFileSync(resolve(out, "index.html"), "utf8"), true));
writeFileSync(resolve(out, "streetlight.html"), with_policy(with_engine(readFileSync(resolve(single, "index.html"), "utf8")), false));
for (const name of readdirSync(resolve(out, "assets")).filter((each) => each.endsWith(".js")))
  writeFileSync(resolve(out, "assets", name), with_engine(readFileSync(resolve(out, "assets", name), "utf8")));
rmSync(single, {recursive: true});
mkdirSync(out, {recursive: true});
cpSync(resolve(project, "LICENSE"), resolve(out, "LICENSE.txt"));
