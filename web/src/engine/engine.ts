/// The engine as the page sees it: a worker that answers calls, and a pool of them that shares a run.
import packed_engine from "virtual:engine";
import {bytes_of_base64, unpacked} from "../packing";
import {experiment_files} from "./files";
import type {Call, FromWorker, Loaded, ToWorker} from "./messages";
import EngineWorker from "./worker?worker&inline";

let compiled: Promise<WebAssembly.Module> | undefined;

/// Compiled once for all workers.
function engine_module(): Promise<WebAssembly.Module> {
  compiled ??= unpacked(bytes_of_base64(packed_engine)).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

export interface Answer {
  answer: any;
  numbers: Float64Array;
  bytes: Uint8Array;
}

interface Waiting {
  done: (answer: Answer) => void;
  failed: (error: Error) => void;
  progress?: (share: number) => void;
}

export interface Beside {
  files?: Record<string, string>;
  numbers?: Float64Array;
  wants?: "numbers" | "bytes";
  progress?: (share: number) => void;
}

export class Engine {
  private worker = new EngineWorker();
  private waiting = new Map<number, Waiting>();
  private next = 1;
  private started: Promise<unknown>;

  constructor() {
    this.worker.onmessage = ({data}: MessageEvent<FromWorker>) => this.receive(data);
    this.worker.onerror = (event) => this.fail(event.message || "the engine's worker ended");
    this.started = engine_module().then((module) => this.send({kind: "start", module, files: experiment_files}));
    this.started.catch(() => {});
  }

  async call(request: Call, {files, numbers, wants, progress}: Beside = {}): Promise<Answer> {
    await this.started;
    return this.send({kind: "call", request, files, numbers, wants}, progress);
  }

  /// Drops the worker with whatever it is doing.
  end() {
    this.worker.terminate();
    this.fail("stopped");
  }

  private send(message: any, progress?: (share: number) => void): Promise<Answer> {
    const id = this.next++;
    return new Promise((done, failed) => {
      this.waiting.set(id, {done, failed, progress});
      this.worker.postMessage({...message, id} satisfies ToWorker);
    });
  }

  private receive(message: FromWorker) {
    const waiting = this.waiting.get(message.id);
    if (!waiting) return;
    if (message.kind === "progress") return waiting.progress?.(message.share);
    this.waiting.delete(message.id);
    if (message.kind === "failed") return waiting.failed(new Error(message.message));
    waiting.done({answer: message.answer, numbers: message.numbers ?? new Float64Array(), bytes: message.bytes ?? new Uint8Array()});
  }

  private fail(message: string) {
    for (const {failed} of this.waiting.values()) failed(new Error(message));
    this.waiting.clear();
  }
}

export interface Running {
  finished: Promise<{runs: number; failures: string[]; stopped: boolean}>;
  stop: () => void;
}

/// Runs the replicates of an experiment over as many workers as this machine has room for, and carries each finished
/// run to `home`, which has the same experiment loaded. Replicates are independent, so their order changes nothing.
export function run_over_workers(home: Engine, path: string, files: Record<string, string>, loaded: Loaded,
                                 on_progress: (share: number, replicates_done: number) => void): Running {
  const waiting = Array.from({length: loaded.replicates}, (_, i) => i);
  const count = Math.max(1, Math.min(loaded.replicates, Math.min(8, (navigator.hardwareConcurrency || 2))));
  const workers = Array.from({length: count}, () => new Engine());
  const shares = new Array<number>(count).fill(0);
  const failures: string[] = [];
  let runs = 0, done = 0, stopped = false;
  const tell = () => on_progress((done + shares.reduce((a, b) => a + b, 0)) / loaded.replicates, done);

  async function work(worker: Engine, place: number) {
    await worker.call({call: "load", path}, {files});
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
      if (each.status === "rejected" && !stopped) failures.push(String(each.reason?.message ?? each.reason));
    for (const worker of workers) worker.end();
    return {runs, failures, stopped};
  });
  return {
    finished,
    stop() {
      stopped = true;
      for (const worker of workers) worker.end();
    },
  };
}
