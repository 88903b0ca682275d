/// The engine as the page sees it: a worker that answers calls, and a pool of them that shares a run.
import {experiment_files} from "./files";
import type {Call, FromWorker, Loaded, Problem, SearchPlace, ToWorker} from "./messages";
import type {EngineText} from "../packing";
import {words} from "../words/en";
import EngineWorker from "./worker?worker&inline";

/// The engine stands at the end of the page, after this script, so that the page is there before it: it is all there
/// when the page has been read.
async function engine_text(): Promise<EngineText> {
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, {once: true}));
  const held = [...document.querySelectorAll<HTMLElement>("script.engine")];
  return {texts: held.map((each) => each.textContent!), stand_ins: held[0].dataset.standIns!.split(" ").map(Number)};
}

/// Compiled once for all workers, by the first one: the page's own thread has other things to do.
let compiled: Promise<WebAssembly.Module> | undefined;

export interface Answer {
  answer: any;
  numbers: Float64Array;
  bytes: Uint8Array;
}

interface Waiting {
  done: (answer: Answer) => void;
  failed: (error: Error) => void;
  progress?: (share: number) => void;
  searching?: (at: SearchPlace) => void;
}

export interface Beside {
  files?: Record<string, string>;
  numbers?: Float64Array;
  wants?: "numbers" | "bytes";
  progress?: (share: number) => void;
  searching?: (at: SearchPlace) => void;
}

const ended = "stopped";

/// A worker had no memory left. It was dropped, with what it held.
export class OutOfMemory extends Error {
  constructor() {
    super(words.out_of_memory);
  }
}

export class Engine {
  private worker!: Worker;
  private waiting = new Map<number, Waiting>();
  private next = 1;
  private started!: Promise<unknown>;
  private dropped = false;
  private lost = false;  ///< for lack of memory: the next call begins another worker

  constructor() {
    this.begin();
  }

  private begin() {
    this.worker = new EngineWorker();
    this.worker.onmessage = ({data}: MessageEvent<FromWorker>) => this.receive(data);
    this.worker.onerror = (event) => this.fail(new Error(event.message || "the engine's worker ended"));
    if (!compiled) {
      const made = engine_text().then((engine) => this.send({kind: "compile", engine})).then(({answer}) => answer as WebAssembly.Module);
      compiled = made;
      // The worker that compiles may be ended by a person who goes on: then the next one does it.
      made.catch((error: Error) => {
        if (error.message === ended && compiled === made) compiled = undefined;
      });
    }
    this.started = compiled.then((module) => this.send({kind: "start", module, files: experiment_files}));
    this.started.catch(() => {});
  }

  async call(request: Call, {files, numbers, wants, progress, searching}: Beside = {}): Promise<Answer> {
    if (this.lost && !this.dropped) {
      this.lost = false;
      this.begin();
    }
    await this.started;
    return this.send({kind: "call", request, files, numbers, wants}, {progress, searching});
  }

  /// Drops the worker with whatever it is doing.
  end() {
    this.dropped = true;
    this.worker.terminate();
    this.fail(new Error(ended));
  }

  private lose() {
    this.lost = true;
    this.worker.terminate();
    this.fail(new OutOfMemory());
  }

  private send(message: any, told: Pick<Waiting, "progress" | "searching"> = {}): Promise<Answer> {
    const id = this.next++;
    return new Promise((done, failed) => {
      if (this.dropped) return failed(new Error(ended));
      this.waiting.set(id, {done, failed, ...told});
      // Numbers are handed over: nobody here reads them again, and copies of them would take the page's own thread.
      this.worker.postMessage({...message, id} satisfies ToWorker, message.numbers ? [message.numbers.buffer] : []);
    });
  }

  private receive(message: FromWorker) {
    const waiting = this.waiting.get(message.id);
    if (!waiting) return;
    if (message.kind === "progress") return waiting.progress?.(message.share);
    if (message.kind === "searching") return waiting.searching?.(message.at);
    if (message.kind === "failed" && message.out_of_memory) return this.lose();
    this.waiting.delete(message.id);
    if (message.kind === "failed") return waiting.failed(new Error(message.message));
    waiting.done({answer: message.answer, numbers: message.numbers ?? new Float64Array(), bytes: message.bytes ?? new Uint8Array()});
  }

  private fail(error: Error) {
    for (const {failed} of this.waiting.values()) failed(error);
    this.waiting.clear();
  }
}

/// How a run ended.
export interface Outcome {
  runs: number;
  failures: string[];
  stopped: boolean;
  out_of_memory: boolean;
  seconds: number;
}

/// What answers calls.
export type Answers = Pick<Engine, "call">;

export const without_place = ({message}: Error): Problem => ({place: "", line: 0, column: 0, message});

/// The same engine, whose failures (no memory, say) are answers with a problem, as those of its calls are.
export function told_failures(engine: Engine): Answers {
  return {
    call: (request, beside) => engine.call(request, beside).catch((error: Error) =>
      ({answer: {problems: [without_place(error)]}, numbers: new Float64Array(), bytes: new Uint8Array()})),
  };
}

export interface Running {
  finished: Promise<Outcome>;
  stop: () => void;
}

/// Runs the replicates of an experiment over as many workers as this machine has room for, and carries each finished
/// run to `home`, which has the same experiment loaded. Replicates are independent, so their order changes nothing.
export function run_over_workers(home: Engine, path: string, files: Record<string, string>, loaded: Loaded,
                                 on_progress: (share: number, replicates_done: number) => void,
                                 on_searching: (at: SearchPlace) => void = () => {}): Running {
  const waiting = Array.from({length: loaded.replicates}, (_, i) => i);
  const count = Math.max(1, Math.min(loaded.replicates, Math.min(8, (navigator.hardwareConcurrency || 2))));
  const workers = Array.from({length: count}, () => new Engine());
  const shares = new Array<number>(count).fill(0);
  const failures: string[] = [];
  const began = performance.now();
  let runs = 0, done = 0, stopped = false, out_of_memory = false;
  const tell = () => on_progress((done + shares.reduce((a, b) => a + b, 0)) / loaded.replicates, done);

  // What a search for equal money finds depends on the experiment alone: one worker looks, and the others take it.
  const found = loaded.matches ? search(workers[0]) : undefined;
  async function search(worker: Engine): Promise<unknown> {
    await worker.call({call: "load", path}, {files});
    const {answer} = await worker.call({call: "search"}, {searching: on_searching});
    if (answer.problems) throw new Error(answer.problems[0].message);
    return answer.found;
  }

  async function work(worker: Engine, place: number) {
    if (!found || place > 0) await worker.call({call: "load", path}, {files});
    if (found) await worker.call({call: "take_found", found: await found});
    for (let replicate = waiting.shift(); replicate !== undefined && !stopped; replicate = waiting.shift()) {
      const {answer} = await worker.call({call: "run", replicates: [replicate]}, {
        progress: (share) => {
          shares[place] = share;
          tell();
        },
      });
      for (const failure of answer.failures ?? []) failures.push(failure.message);
      for (const problem of answer.problems ?? []) failures.push(problem.message);
      for (let scenario = 0; scenario < loaded.scenarios.length; ++scenario)
        for (let point = 0; point < loaded.points; ++point) {
          const key = {scenario, point, replicate};
          const run = await worker.call({call: "give_run", ...key}, {wants: "numbers"});
          if (run.answer.problems) continue;  // it failed, and was told above
          await home.call({call: "take_run", ...key, sizes: run.answer.sizes}, {numbers: run.numbers});
          ++runs;
        }
      shares[place] = 0;
      ++done;
      tell();
    }
  }

  const finished = Promise.allSettled(workers.map(work)).then((ended) => {
    for (const each of ended)
      if (each.status === "rejected" && !stopped) {
        out_of_memory ||= each.reason instanceof OutOfMemory;
        const reason = String(each.reason?.message ?? each.reason);
        if (!failures.includes(reason)) failures.push(reason);  // the same search fails all workers
      }
    for (const worker of workers) worker.end();
    return {runs, failures, stopped, out_of_memory, seconds: (performance.now() - began) / 1000};
  });
  return {
    finished,
    stop() {
      stopped = true;
      for (const worker of workers) worker.end();
    },
  };
}

/// The same in words.
export function told_of({runs, failures, stopped, out_of_memory, seconds}: Outcome): string {
  const say = words.lab;
  if (out_of_memory) return `${words.out_of_memory} ${runs > 0 ? say.kept(runs) : ""}`.trim();
  if (failures.length > 0) return say.failed(failures.length, failures[0]);
  return stopped ? say.stopped(runs) : say.finished(runs, seconds);
}
