/// The worker that reads result files. It is started only when a file is opened.
import {File} from "jsfive";
import {read_head, Runs, type HeldRun, type Opened} from "./read_result";
import {reading} from "../words/en";
import {seal_of, what_else} from "./seal";

export type Asked = {id: number; ask: "open"; name: string; bytes: ArrayBuffer} | {id: number; ask: "runs"; scenario: number; point: number};
export type Told = {id: number; opened?: Opened & {sealed: boolean}; runs?: HeldRun[]; problem?: string};

let held: Runs | undefined;

function answer(asked: Asked): Omit<Told, "id"> {
  if (asked.ask === "runs") return {runs: held!.of(asked.scenario, asked.point)};
  const bytes = new Uint8Array(asked.bytes), other = what_else(bytes, asked.name);
  if (other) return {problem: reading.other(asked.name, other)};
  const seal = seal_of(bytes);
  if (seal === "broken") return {problem: reading.damaged(asked.name)};
  const file = new File(asked.bytes, asked.name), opened = read_head(file);
  held = new Runs(file, opened.head);
  return {opened: {...opened, sealed: seal === "whole"}};
}

self.onmessage = ({data}: MessageEvent<Asked>) => {
  let told: Omit<Told, "id">;
  try {
    told = answer(data);
  } catch (error) {
    const name = data.ask === "open" ? data.name : reading.the_file;
    told = {problem: reading.no_result(name, error instanceof Error ? error.message : String(error))};
  }
  (self as unknown as Worker).postMessage({...told, id: data.id}, (told.runs ?? []).map((each) => each.numbers.buffer) as Transferable[]);
};
