// Builds the page twice from the same sources: build/web/ for a web server, and build/web/streetlight.html, one file with
// everything in it. The content security policy names the hash of every script that stands in a page, and allows no
// request to anywhere.
import {createHash} from "node:crypto";
import {existsSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {dirname, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "vite";
import {viteSingleFile} from "vite-plugin-singlefile";
import {notices} from "./notices.mjs";
import {differences} from "./texts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const project = resolve(here, "..");
const engine = process.argv[2] ?? resolve(project, "build/web-engine/bin/streetlight.wasm");
const out = process.argv[3] ?? resolve(project, "build/web");
const texts = process.env.STREETLIGHT_TEXTS && resolve(process.env.STREETLIGHT_TEXTS);  // in the place of src/words/en.ts
if (texts && !existsSync(texts)) throw new Error(`STREETLIGHT_TEXTS: there is no file ${texts}`);
const not_alike = texts ? await differences(resolve(here, "src/words/en.ts"), texts) : [];
if (not_alike.length > 0) {
  console.error(`STREETLIGHT_TEXTS: ${texts} has not the keys of web/src/words/en.ts:\n${not_alike.map((line) => `  ${line}\n`).join("")}`);
  process.exit(1);
}
const version = /project\(streetlight VERSION ([0-9.]+)/.exec(readFileSync(resolve(project, "CMakeLists.txt"), "utf8"))[1];

/**
 * The engine as texts in the page, a character or two a byte, so that what compresses the page compresses it as it is: as
 * base64 it would be a third larger when compressed. They are blocks of data, which a browser neither parses nor runs, and
 * there are many, so that it can do something else between them. All is ASCII, which a browser decodes in no time. A byte
 * from 128 on is a mark and the byte less 128. What HTML does not let through (0, carriage return, "<") changes places with
 * the rarest characters. web/src/packing.ts reads it.
 */
function engine_blocks(bytes, most = 1 << 16) {
  const closed = [0, 13, 60], counts = new Array(128).fill(0);
  bytes.forEach((byte) => ++counts[byte & 127]);
  const rarest = Array.from({length: 127}, (_, i) => i).filter((i) => i > 13 && !closed.includes(i)).sort((a, b) => counts[a] - counts[b]);
  const stand_ins = rarest.slice(0, 5), [high, mark] = stand_ins.slice(3).map((each) => String.fromCharCode(each));
  const written = Array.from({length: 128}, (_, i) => String.fromCharCode(i));
  closed.forEach((byte, i) => (written[byte] = String.fromCharCode(stand_ins[i])));
  stand_ins.forEach((byte, i) => (written[byte] = mark + i));
  let blocks = "";
  for (let from = 0; from < bytes.length; from += most) {
    const text = Array.from(bytes.subarray(from, from + most), (byte) => (byte < 128 ? written[byte] : high + written[byte & 127])).join("");
    blocks += `<script type="text/plain" class="engine" data-stand-ins="${stand_ins.join(" ")}">${text}</script>\n`;
  }
  return blocks;
}

/**
 * jsfive from its sources, with src/results/inflate.ts for pako: as it is packed it brings all of pako, what compresses too. It reads our files
 * but for two slips of its version, which are mended here; the build says where that has become needless.
 */
const jsfive_mended = {
  name: "jsfive-mended", enforce: "pre",
  resolveId: (id) => (id === "jsfive" ? resolve(here, "node_modules/jsfive/esm/high-level.js") : /pako\.esm\.mjs$/.test(id) ? resolve(here, "src/results/inflate.ts") : undefined),
  transform(code, id) {
    if (!/jsfive\/esm\/dataobjects\.js$/.test(id)) return undefined;
    const mends = [
      // A header may say when attributes change their storage (4 bytes more): the library refuses that.
      ["assert((header.get('flags') & 0b00010000) == 0);", ""],
      ["let chunk_fmt = ['<B', '<H', '<I', '<Q']", "if (header.get('flags') & 0b00010000) offset += 4;\n    let chunk_fmt = ['<B', '<H', '<I', '<Q']"],
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

/** The page's scales are of numbers: d3-scale gets what goes from one number to another, without d3-interpolate's colours, dates and texts. */
const numbers_alone = {
  name: "numbers-alone", enforce: "pre",
  resolveId: (id) => (id === "d3-interpolate" ? "\0numbers-alone" : undefined),
  load: (id) => (id !== "\0numbers-alone" ? undefined : `const number = (a, b) => (t) => a * (1 - t) + b * t, absent = () => { throw new Error("web/build.mjs left d3-interpolate out"); };
    export {number as interpolate, number as interpolateNumber, absent as interpolateRound, absent as piecewise};`),
};

/** The page's texts from another file of the same shape, for a page in another language. */
const own_texts = {name: "own-texts", enforce: "pre", resolveId: (id) => (texts && /\/words\/en$/.test(id) ? texts : undefined)};

/** The worker that reads result files. */
const result_reader = (await build({
  root: here, configFile: false, logLevel: "warn", plugins: [own_texts, jsfive_mended],
  build: {write: false, target: "es2022", rolldownOptions: {checks: {pluginTimings: false}}, lib: {entry: resolve(here, "src/results/worker.ts"), formats: ["iife"], name: "reader"}},
}))[0];

const within = {"virtual:result-reader": JSON.stringify(result_reader.output[0].code)};

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
  plugins: [own_texts, numbers_alone, packed_plugin, ...plugins],
  worker: {format: "iife"},
  build: {outDir: folder, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 10000, modulePreload: false,
          reportCompressedSize: false, rolldownOptions: {checks: {pluginTimings: false}, output: {format: "iife"}}},
});

/** ASCII alone, which a browser decodes as it copies: one letter beyond, and it takes the whole page letter by letter. */
const in_ascii = (script) => script.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The script at the end of the body and the engine after it, so that the page is there while the engine still comes. */
function in_order(html, engine) {
  const script = /<script type="module"[^>]*?( src="[^"]+")?>([\s\S]*?)<\/script>/.exec(html);
  if (!script) throw new Error("the page has no script");
  const body = html.replace(script[0], () => "").split("</body>");
  if (body.length !== 2) throw new Error("the page's body has no end, or several");
  return {html: `${body[0]}<script${script[1] ?? ""}>${in_ascii(script[2])}</script>\n`, rest: `${engine}</body>${body[1]}`};
}

/** The policy, in place of the mark that the page has for it. */
function with_policy({html, rest}, own_files) {
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
  return html.replace("CONTENT-SECURITY-POLICY", () => policy) + rest;
}

const single = `${out}-single`, blocks = engine_blocks(readFileSync(engine));
const bundle = await build(common(out, []));
await build(common(single, [viteSingleFile()]));
const licences = `${readFileSync(resolve(project, "LICENSE"), "utf8")}\n${notices(here, [bundle, result_reader].flat())}`;
const in_comment = `<!--\n${licences.replace(/-{2,}/g, "-")}-->\n`;  // it goes wherever the page goes
const finished = (folder, own_files) =>
  with_policy(in_order(readFileSync(resolve(folder, "index.html"), "utf8"), blocks), own_files) + in_comment;
const single_page = finished(single, false);
writeFileSync(resolve(out, "index.html"), finished(out, true));
writeFileSync(resolve(out, "streetlight.html"), single_page);
rmSync(single, {recursive: true});
writeFileSync(resolve(out, "LICENSE.txt"), licences);
