/// <reference types="vite/client" />
declare module "virtual:engine" {
  /// The engine's WebAssembly, as base64.
  const text: string;
  export default text;
}
declare const __VERSION__: string;
