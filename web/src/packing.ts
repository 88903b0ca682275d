/// Bytes made small, and back, for links; and the engine, which lies in the script as a text.

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
