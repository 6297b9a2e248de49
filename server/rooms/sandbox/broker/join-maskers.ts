import type { Masker } from "../../trust/index.ts";

/** Hides what either hides: what is always hidden is not spelt out anew for one request's token. Both keep lengths. */
export function joinMaskers(first: Masker, second: Masker): Masker {
  return {
    stream: () => {
      const [one, other] = [first.stream(), second.stream()];
      return {
        mask: (chunk) => other.mask(one.mask(chunk)),
        flush: () => Buffer.concat([other.mask(one.flush()), other.flush()]),
      };
    },
    text: (text) => second.text(first.text(text)),
    json: (value) => second.json(first.json(value)),
  };
}
