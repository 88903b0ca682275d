/**
 * The engine in WebAssembly and its calls, for a worker of the page and for Node alike. The module asks its host for
 * little: the time, and a place for what it prints. It has no files and no network.
 */

const text_of = new TextDecoder(), bytes_of = new TextEncoder();

/** WASI's number for "there is no such function here". */
const not_supported = 52;

/** The engine or its host had no memory left: this engine has ended. */
export class OutOfMemory extends Error {}

/** What browsers throw where they have no memory for an engine or for numbers. @param {unknown} error */
const lacks_memory = (error) => error instanceof Error && !(error instanceof WebAssembly.RuntimeError) && /out of memory|allocation failed|allocate .*memory|array length|array buffer/i.test(error.message);

/**
 * @param {WebAssembly.Module} module
 * @param {(share: number) => void} on_progress
 * @param {(match: number, matches: number, trial: number, most: number) => void} on_searching
 */
export function open_engine(module, on_progress = () => {}, on_searching = () => {}) {
  /** @type {any} */
  let exports_;
  const view = () => new DataView(exports_.memory.buffer);
  let printed = "", no_memory = false;
  /** @template Given @param {() => Given} act @returns {Given} */
  const within_memory = (act) => {
    try {
      return act();
    } catch (error) {
      throw no_memory || lacks_memory(error) ? new OutOfMemory() : error;
    }
  };
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
  const imports = {page: {progress: on_progress, searching: on_searching, out_of_memory: () => (no_memory = true)}};
  for (const {module: from, name, kind} of WebAssembly.Module.imports(module))
    if (kind === "function" && from !== "page")
      (imports[from] ??= {})[name] = system[name] ?? (() => not_supported);
  exports_ = within_memory(() => new WebAssembly.Instance(module, /** @type {any} */ (imports)).exports);
  within_memory(() => exports_._initialize?.());

  /** @param {Uint8Array} bytes */
  const put = (bytes) => {
    const at = exports_.room(bytes.length);
    new Uint8Array(exports_.memory.buffer, at, bytes.length).set(bytes);
  };
  return {
    /** Puts a text where the engine finds a file of this name. @param {string} name @param {string} text */
    place(name, text) {
      within_memory(() => {
        put(bytes_of.encode(`${name}\0${text}`));
        exports_.place();
      });
    },
    /** @param {object} request @returns {any} */
    call(request) {
      return within_memory(() => {
        put(bytes_of.encode(JSON.stringify(request)));
        const size = exports_.call();
        return JSON.parse(text_of.decode(new Uint8Array(exports_.memory.buffer, exports_.answer_at(), size)));
      });
    },
    /** What the last call gave beside its answer. */
    numbers() {
      return within_memory(() => new Float64Array(exports_.memory.buffer, exports_.numbers_at(), exports_.numbers_count()).slice());
    },
    bytes() {
      return within_memory(() => new Uint8Array(exports_.memory.buffer, exports_.bytes_at(), exports_.bytes_count()).slice());
    },
    /** What the next call takes beside its request. @param {Float64Array} numbers */
    give_numbers(numbers) {
      within_memory(() => {
        const at = exports_.numbers_room(numbers.length);
        new Float64Array(exports_.memory.buffer, at, numbers.length).set(numbers);
      });
    },
  };
}
