/// Links that carry a whole experiment and the version that it was written for. They hold it after the #, which no
/// browser sends to a server.

import {bytes_of_text, packed, unpacked} from "../packing";

export interface Linked {
  version: string;
  toml: string;
}

const to_url = (bytes: Uint8Array) =>
  btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const from_url = (text: string) => bytes_of_text(atob(text.replace(/-/g, "+").replace(/_/g, "/")));

export async function link_of(toml: string): Promise<string> {
  const bytes = await packed(new TextEncoder().encode(toml));
  return `${location.href.split("#")[0]}#lab=${__VERSION__}:${to_url(bytes)}`;
}

/// Throws where the text is not a link's.
export async function read_link(text: string): Promise<Linked> {
  const colon = text.indexOf(":");
  const bytes = await unpacked(from_url(text.slice(colon + 1)));
  return {version: text.slice(0, colon), toml: new TextDecoder("utf-8", {fatal: true}).decode(bytes)};
}
