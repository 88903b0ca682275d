/// Bytes made small, and back: links carry experiments so, and the page its engine.

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const made = new Blob([bytes as BlobPart]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>);
  return new Uint8Array(await new Response(made as ReadableStream).arrayBuffer());
}

export const packed = (bytes: Uint8Array) => through(bytes, new CompressionStream("deflate-raw"));
export const unpacked = (bytes: Uint8Array) => through(bytes, new DecompressionStream("deflate-raw"));

export function bytes_of_base64(text: string): Uint8Array {
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; ++i) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
