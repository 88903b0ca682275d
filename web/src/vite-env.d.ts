/// <reference types="vite/client" />
declare module "virtual:result-reader" {
  /// The script of results/worker.ts.
  const text: string;
  export default text;
}
declare const __VERSION__: string;
declare module "jsfive" {
  export class Group {
    keys: string[];
    attrs: Record<string, unknown>;
    get(name: string): Group | Dataset | null;
  }
  export class Dataset {
    attrs: Record<string, unknown>;
    shape: number[];
    value: ArrayLike<number | string>;
  }
  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
