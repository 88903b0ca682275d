// Builds the page twice from the same sources: build/web/ for a web server, and build/web/streetlight.html, one file with
// everything in it. The content security policy names the hash of every script that stands in a page, and allows no
// request to anywhere.
import {createHash} from "node:crypto";
import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {dirname, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {deflateRawSync} from "node:zlib";
import {build} from "vite";
import {viteSingleFile} from "vite-plugin-singlefile";

const here = dirname(fileURLToPath(import.meta.url));
const project = resolve(here, "..");
const engine = process.argv[2] ?? resolve(project, "build/web-engine/bin/streetlight.wasm");
const out = process.argv[3] ?? resolve(project, "build/web");
const version = /project\(streetlight VERSION ([0-9.]+)/.exec(readFileSync(resolve(project, "CMakeLists.txt"), "utf8"))[1];

const packed = (bytes) => deflateRawSync(bytes, {level: 9}).toString("base64");

/** The script of the worker that reads result files, with the HDF5 library. It is unpacked only when it is wanted. */
async function result_reader() {
  const {output} = (await build({
    root: here, configFile: false, logLevel: "warn",
    define: {"import.meta.url": '""'},
    build: {write: false, target: "es2022", rolldownOptions: {checks: {pluginTimings: false}}, lib: {entry: resolve(here, "src/results/worker.ts"), formats: ["iife"], name: "reader"}},
  }))[0];
  return output[0].code;
}

const within = {
  "virtual:engine": packed(readFileSync(engine)),
  "virtual:result-reader": packed(await result_reader()),
};
const packed_plugin = {
  name: "streetlight-packed",
  resolveId: (id) => (id in within ? `\0${id}` : undefined),
  load: (id) => (id.startsWith("\0virtual:") && id.slice(1) in within ? `export default "${within[id.slice(1)]}"` : undefined),
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
writeFileSync(resolve(out, "streetlight.html"), with_policy(readFileSync(resolve(single, "index.html"), "utf8"), false));
rmSync(single, {recursive: true});
mkdirSync(out, {recursive: true});
cpSync(resolve(project, "LICENSE"), resolve(out, "LICENSE.txt"));
