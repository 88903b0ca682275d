/// Links that carry a whole experiment and the version that it was written for. They hold it after the #, which no
/// browser sends to a server.

export interface Linked {
  version: string;
  toml: string;
}

const to_url = (bytes: Uint8Array) =>
  btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const from_url = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const made = new Blob([bytes as BlobPart]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>);
  return new Uint8Array(await new Response(made as ReadableStream).arrayBuffer());
}

export async function link_of(toml: string): Promise<string> {
  const packed = await through(new TextEncoder().encode(toml), new CompressionStream("deflate-raw"));
  return `${location.href.split("#")[0]}#lab=${__VERSION__}:${to_url(packed)}`;
}

/// Throws where the text is no link's.
export async function read_link(text: string): Promise<Linked> {
  const colon = text.indexOf(":");
  const bytes = await through(from_url(text.slice(colon + 1)), new DecompressionStream("deflate-raw"));
  return {version: text.slice(0, colon), toml: new TextDecoder("utf-8", {fatal: true}).decode(bytes)};
}
