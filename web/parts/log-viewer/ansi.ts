/** A stretch of a log line drawn in one way. Colours are 0..7 plain, 8..15 bright. */
export interface AnsiPiece {
  text: string;
  colour?: number;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
}

type Look = Omit<AnsiPiece, "text">;

// Colours and every other control sequence, links and titles included; what is not a colour is dropped.
const sequence =
  // oxlint-disable-next-line no-control-regex -- these are the very characters to find
  /\u001b(?:\[([0-9;:?<=>]*)[ -/]*([A-Za-z@`])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[()][A-Z0-9]|[=>78MDEH])|[\u0000-\u0008\u000b-\u001a\u001c-\u001f]/g;

/** The text as it reads, without control sequences. */
export function stripAnsi(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the very characters to find
  return /[\u0000-\u0008\u000b-\u001f]/.test(text) ? text.replace(sequence, "") : text;
}

/** A line cut into pieces of one look each. */
export function readAnsi(text: string): AnsiPiece[] {
  if (!text.includes("\u001b")) return [{ text: stripAnsi(text) }];
  const pieces: AnsiPiece[] = [];
  let look: Look = {};
  let from = 0;
  for (const match of text.matchAll(sequence)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), ...look });
    from = match.index + match[0].length;
    if (match[2] === "m") look = applyCodes(look, match[1] ?? "");
  }
  if (from < text.length) pieces.push({ text: text.slice(from), ...look });
  return pieces;
}

function applyCodes(before: Look, codes: string): Look {
  const list = codes.split(/[;:]/).map(Number);
  let look = { ...before };
  for (let index = 0; index < list.length; index++) {
    const code = list[index] ?? 0;
    if (code === 38 || code === 48) {
      const skipped = list[index + 1] === 5 ? 2 : 4;
      if (code === 38) look = withColour(look, nearest(list.slice(index + 1, index + 1 + skipped)));
      index += skipped;
    } else look = applyCode(look, code);
  }
  return look;
}

const looks: Record<number, (look: Look) => Look> = {
  0: () => ({}),
  1: (look) => ({ ...look, bold: true }),
  2: (look) => ({ ...look, dim: true }),
  3: (look) => ({ ...look, italic: true }),
  4: (look) => ({ ...look, underline: true }),
  22: (look) => omit(look, "bold", "dim"),
  23: (look) => omit(look, "italic"),
  24: (look) => omit(look, "underline"),
  39: (look) => omit(look, "colour"),
};

function applyCode(look: Look, code: number): Look {
  if (code >= 30 && code <= 37) return withColour(look, code - 30);
  if (code >= 90 && code <= 97) return withColour(look, code - 82);
  return looks[code]?.(look) ?? look;
}

function withColour(look: Look, colour: number | undefined): Look {
  return colour === undefined ? omit(look, "colour") : { ...look, colour };
}

function omit(look: Look, ...names: (keyof Look)[]): Look {
  const rest = { ...look };
  for (const name of names) delete rest[name];
  return rest;
}

// 256 and true colours become the nearest of the sixteen, which read on both themes.
function nearest([kind, ...values]: number[]): number | undefined {
  if (kind === 5) {
    const index = values[0] ?? 0;
    if (index < 16) return index;
    if (index >= 232) return index < 244 ? 8 : 7;
    const cube = index - 16;
    return fromRgb(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51);
  }
  return fromRgb(values[0] ?? 0, values[1] ?? 0, values[2] ?? 0);
}

function fromRgb(red: number, green: number, blue: number): number {
  const top = Math.max(red, green, blue);
  const bit = (value: number) => (top > 0 && value > top * 0.6 ? 1 : 0);
  return bit(red) + bit(green) * 2 + bit(blue) * 4 + (top > 200 ? 8 : 0);
}
