/// A worker of the page: one engine, calls answered in order.
import {bytes_of_engine} from "../packing";
import {open_engine, OutOfMemory} from "./host.mjs";
import type {FromWorker, ToWorker} from "./messages";

let engine: ReturnType<typeof open_engine> | undefined;
let current = 0;
let told = 0;

const post = (message: FromWorker, transfer: Transferable[] = []) => (self as unknown as Worker).postMessage(message, transfer);

self.onmessage = async ({data}: MessageEvent<ToWorker>) => {
  current = data.id;
  try {
    if (data.kind === "compile") {
      post({id: data.id, kind: "answer", answer: await WebAssembly.compile(bytes_of_engine(data.engine))});
      return;
    }
    if (data.kind === "start") {
      engine = open_engine(data.module, (share) => {
        const now = performance.now();
        if (now - told < 60 && share < 1) return;
        told = now;
        post({id: current, kind: "progress", share});
      }, (match, matches, trial, most) => post({id: current, kind: "searching", at: {match, matches, trial, most}}));
      for (const [name, text] of Object.entries(data.files)) engine.place(name, text);
      post({id: data.id, kind: "answer", answer: {}});
      return;
    }
    if (!engine) throw new Error("the engine has not begun");
    for (const [name, text] of Object.entries(data.files ?? {})) engine.place(name, text);
    if (data.numbers) engine.give_numbers(data.numbers);
    const answer = engine.call(data.request);
    const numbers = data.wants === "numbers" ? engine.numbers() : undefined;
    const bytes = data.wants === "bytes" ? engine.bytes() : undefined;
    post({id: data.id, kind: "answer", answer, numbers, bytes},
         [numbers?.buffer, bytes?.buffer].filter((each) => each !== undefined) as Transferable[]);
  } catch (error) {
    post({id: data.id, kind: "failed", out_of_memory: error instanceof OutOfMemory, message: error instanceof Error && data.kind !== "compile" ? error.message : String(error)});
  }
};
