// Builds the page twice from the same sources: build/web/ for a web server, and build/web/streetlight.html, one file with
// everything in it. The content security policy names the hash of every script that stands in a page, and allows no
// request to anywhere.
import {createHash} from "node:crypto";
import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {dirname, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "vite";
import {viteSingleFile} from "vite-plugin-singlefile";

const here = dirname(fileURLToPath(import.meta.url));
const project = resolve(here, "..");
const engine = process.argv[2] ?? resolve(project, "build/web-engine/bin/streetlight.wasm");
const out = process.argv[3] ?? resolve(project, "build/web");
const version = /project\(streetlight VERSION ([0-9.]+)/.exec(readFileSync(resolve(project, "CMakeLists.txt"), "utf8"))[1];

const engine_plugin = {
  name: "streetlight-engine",
  resolveId: (id) => (id === "virtual:engine" ? "\0virtual:engine" : undefined),
  load: (id) => (id === "\0virtual:engine" ? `export default "${readFileSync(engine).toString("base64")}"` : undefined),
};

const common = (folder, plugins) => ({
  root: here,
  configFile: false,
  base: "./",
  logLevel: "warn",
  define: {__VERSION__: JSON.stringify(version)},
  plugins: [engine_plugin, ...plugins],
  worker: {format: "iife"},
  build: {outDir: folder, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 10000, modulePreload: false,
          reportCompressedSize: false},
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
