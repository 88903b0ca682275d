/// Bytes made small, and back, for links; and the engine, which lies in the page as a text.

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const made = new Blob([bytes as BlobPart]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>);
  return new Uint8Array(await new Response(made as ReadableStream).arrayBuffer());
}

export const packed = (bytes: Uint8Array) => through(bytes, new CompressionStream("deflate-raw"));
export const unpacked = (bytes: Uint8Array) => through(bytes, new DecompressionStream("deflate-raw"));

/// Bytes that a script holds as a text, a character each.
export function bytes_of_text(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/// The engine as it lies in the page: ASCII alone. A byte from 128 on has the mark stand_ins[3] and the byte less 128. What
/// HTML does not let through (0, carriage return, "<") has stand_ins[0 to 2] in its place; these and the marks themselves are
/// written as stand_ins[4] and their place in the list.
export interface EngineText {
  texts: string[];
  stand_ins: number[];
}

export function bytes_of_engine({texts, stand_ins}: EngineText): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(texts.reduce((sum, each) => sum + each.length, 0)), of = Uint8Array.from({length: 128}, (_, i) => i);
  const [, , , high, mark] = stand_ins;
  [0, 13, 60].forEach((byte, i) => (of[stand_ins[i]] = byte));
  let size = 0;
  for (const text of texts)
    for (let i = 0, more = 0; i < text.length; ++i) {
      const code = text.charCodeAt(i);
      if (code === high) more = 128;
      else {
        bytes[size++] = (code === mark ? stand_ins[text.charCodeAt(++i) - 48] : of[code]) + more;
        more = 0;
      }
    }
  return bytes.slice(0, size);
}
