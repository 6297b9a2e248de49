import type { Monogram } from "@stoa/contract";

/** Two letters of the name and a hue from the id: the same every time, no picture needed. */
export function monogramOf(name: string, id: string): Monogram {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0] ?? "") : [...(words[0] ?? "?")].slice(0, 2);
  const sum = [...id].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 3600, 7);
  return { letters: letters.join("").toUpperCase(), hue: sum % 360 };
}
