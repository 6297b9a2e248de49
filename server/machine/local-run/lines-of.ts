import type { Readable } from "node:stream";

const longest = 16_384;

/** Calls for each line of a stream, cut at 16 KB; resolves at its end. */
export async function linesOf(stream: Readable, each: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) each(part.slice(0, longest));
    if (rest.length > longest) rest = rest.slice(0, longest);
  }
  if (rest !== "") each(rest);
}
