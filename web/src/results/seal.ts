/// The seal of a finished result: 32 bytes after its end with its size and checksum (CRC-32), by which a reader knows
/// whether one byte has changed since the program wrote it.
import {reading} from "../words/en";

const table = Uint32Array.from({length: 256}, (_, n) => {
  for (let bit = 0; bit < 8; ++bit) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (let i = 0; i < bytes.length; ++i) sum = table[(sum ^ bytes[i]) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

const plain = (bytes: Uint8Array) => String.fromCharCode(...bytes);

export type Seal = "whole" | "broken" | "absent";

export function seal_of(bytes: Uint8Array): Seal {
  const begin = bytes.length - 32;
  if (begin < 0 || plain(bytes.subarray(begin, begin + 16)) !== "Streetlight seal") return "absent";
  const numbers = new DataView(bytes.buffer, bytes.byteOffset + begin + 16, 16);
  if (numbers.getBigUint64(0, true) !== BigInt(begin)) return "broken";
  return numbers.getBigUint64(8, true) === BigInt(crc32(bytes.subarray(0, begin))) ? "whole" : "broken";
}

/// Why bytes are not a result, in words; nothing where they begin as a result does.
export function what_else(bytes: Uint8Array, name: string): string | undefined {
  const start = plain(bytes.subarray(0, 8));
  if (bytes.length === 0) return reading.empty;
  if (start.startsWith("SLJOUR")) return reading.unfinished;
  if (start === "\x89HDF\r\n\x1a\n") return undefined;
  return name.endsWith(".toml") ? reading.experiment : reading.no_hdf5;
}
