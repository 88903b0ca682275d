/// The worker that reads result files: it brings the HDF5 library along, so it is unpacked only when a file is opened.
import {File, FS, ready} from "h5wasm";
import {read_head, read_runs, type Opened} from "./read_result";
import {seal_of, what_else} from "./seal";

export type Asked = {id: number; ask: "open"; name: string; bytes: ArrayBuffer} | {id: number; ask: "runs"; scenario: number; point: number};
export type Told = {id: number; opened?: Opened & {sealed: boolean}; runs?: Float64Array[]; problem?: string};

let file: File | undefined, opened: Opened | undefined;

async function answer(asked: Asked): Promise<Omit<Told, "id">> {
  if (asked.ask === "runs") return {runs: read_runs(file!, opened!.head, asked.scenario, asked.point)};
  const bytes = new Uint8Array(asked.bytes), other = what_else(bytes, asked.name);
  if (other) return {problem: `${asked.name} ${other}.`};
  const seal = seal_of(bytes);
  if (seal === "broken") return {problem: `${asked.name} is damaged: its content is not what was written (the checksum differs).`};
  await ready;
  file?.close();
  FS!.writeFile("/result.h5", bytes);
  file = new File("/result.h5", "r");
  opened = read_head(file);
  return {opened: {...opened, sealed: seal === "whole"}};
}

self.onmessage = async ({data}: MessageEvent<Asked>) => {
  let told: Omit<Told, "id">;
  try {
    told = await answer(data);
  } catch (error) {
    const name = data.ask === "open" ? data.name : "The file";
    told = {problem: `${name} is an HDF5 file, but no result of Streetlight that can be read: ${error instanceof Error ? error.message : error}.`};
  }
  (self as unknown as Worker).postMessage({...told, id: data.id}, (told.runs ?? []).map((each) => each.buffer) as Transferable[]);
};
