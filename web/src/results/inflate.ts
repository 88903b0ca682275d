/// What jsfive asks of pako, by fflate, which is smaller, and with zlib's checksum, which fflate leaves out.
import {unzlibSync} from "fflate";

/// Adler-32 (RFC 1950).
function adler(bytes: Uint8Array): number {
  let a = 1, b = 0;
  for (let i = 0; i < bytes.length;) {
    for (const end = Math.min(i + 3800, bytes.length); i < end; ++i) b += a += bytes[i];  // no sum outgrows 32 bits before it is reduced
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}

export function inflate(packed: Uint8Array): Uint8Array {
  const bytes = unzlibSync(packed);
  if (new DataView(packed.buffer, packed.byteOffset).getUint32(packed.length - 4) !== adler(bytes)) throw new Error("what is packed has another checksum");
  return bytes;
}
