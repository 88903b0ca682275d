/// <reference types="vite/client" />
declare module "virtual:engine" {
  /// The engine's WebAssembly, packed (deflate), as base64.
  const text: string;
  export default text;
}
declare module "virtual:result-reader" {
  /// The script of results/worker.ts with the HDF5 library, packed likewise.
  const text: string;
  export default text;
}
declare const __VERSION__: string;
