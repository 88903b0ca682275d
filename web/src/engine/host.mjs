/**
 * The engine in WebAssembly and its calls, for a worker of the page and for Node alike. The module asks its host for
 * little: the time, and a place for what it prints. It has no files and no network.
 */

const text_of = new TextDecoder(), bytes_of = new TextEncoder();

/** WASI's number for "there is no such function here". */
const not_supported = 52;

/**
 * @param {WebAssembly.Module} module
 * @param {(share: number) => void} on_progress
 * @param {(match: number, matches: number, trial: number, most: number) => void} on_searching
 */
export function open_engine(module, on_progress = () => {}, on_searching = () => {}) {
  /** @type {any} */
  let exports_;
  const view = () => new DataView(exports_.memory.buffer);
  let printed = "";
  /** @type {Record<string, Function>} */
  const system = {
    clock_time_get: (_clock, _precision, at) => {
      view().setBigUint64(at, BigInt(Math.round(performance.now() * 1e6)), true);
      return 0;
    },
    environ_sizes_get: (count, size) => {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    fd_write: (_file, parts, count, written) => {
      let size = 0;
      for (let i = 0; i < count; ++i) {
        const at = view().getUint32(parts + 8 * i, true), length = view().getUint32(parts + 8 * i + 4, true);
        printed += text_of.decode(new Uint8Array(exports_.memory.buffer, at, length));
        size += length;
      }
      view().setUint32(written, size, true);
      return 0;
    },
    proc_exit: (code) => {
      throw new Error(`the engine ended with code ${code}: ${printed}`);
    },
  };
  /** @type {Record<string, Record<string, Function>>} */
  const imports = {page: {progress: on_progress, searching: on_searching}};
  for (const {module: from, name, kind} of WebAssembly.Module.imports(module))
    if (kind === "function" && from !== "page")
      (imports[from] ??= {})[name] = system[name] ?? (() => not_supported);
  exports_ = new WebAssembly.Instance(module, /** @type {any} */ (imports)).exports;
  exports_._initialize?.();

  /** @param {Uint8Array} bytes */
  const put = (bytes) => {
    const at = exports_.room(bytes.length);
    new Uint8Array(exports_.memory.buffer, at, bytes.length).set(bytes);
  };
  return {
    /** Puts a text where the engine finds a file of this name. @param {string} name @param {string} text */
    place(name, text) {
      put(bytes_of.encode(`${name}\0${text}`));
      exports_.place();
    },
    /** @param {object} request @returns {any} */
    call(request) {
      put(bytes_of.encode(JSON.stringify(request)));
      const size = exports_.call();
      return JSON.parse(text_of.decode(new Uint8Array(exports_.memory.buffer, exports_.answer_at(), size)));
    },
    /** What the last call gave beside its answer. */
    numbers() {
      return new Float64Array(exports_.memory.buffer, exports_.numbers_at(), exports_.numbers_count()).slice();
    },
    bytes() {
      return new Uint8Array(exports_.memory.buffer, exports_.bytes_at(), exports_.bytes_count()).slice();
    },
    /** What the next call takes beside its request. @param {Float64Array} numbers */
    give_numbers(numbers) {
      const at = exports_.numbers_room(numbers.length);
      new Float64Array(exports_.memory.buffer, at, numbers.length).set(numbers);
    },
  };
}
