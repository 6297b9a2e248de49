/** A stretch of a log line drawn in one way. Colours are 0..7 plain, 8..15 bright. */
export interface AnsiPiece {
  text: string;
  colour?: number;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
}

// Colours and every other control sequence, links and titles included; what is not a colour is dropped.
const sequence =
  /\u001b(?:\[([0-9;:?<=>]*)[ -/]*([A-Za-z@`])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[()][A-Z0-9]|[=>78MDEH])|[\u0000-\u0008\u000b-\u001a\u001c-\u001f]/g;

/** The text as it reads, without control sequences. */
export function stripAnsi(text: string): string {
  return /[\u0000-\u0008\u000b-\u001f]/.test(text) ? text.replace(sequence, "") : text;
}

/** A line cut into pieces of one look each. */
export function readAnsi(text: string): AnsiPiece[] {
  if (!text.includes("\u001b")) return [{ text: stripAnsi(text) }];
  const pieces: AnsiPiece[] = [];
  let look: Omit<AnsiPiece, "text"> = {};
  let from = 0;
  for (const match of text.matchAll(sequence)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), ...look });
    from = match.index + match[0].length;
    if (match[2] === "m") look = applyCodes(look, match[1] ?? "");
  }
  if (from < text.length) pieces.push({ text: text.slice(from), ...look });
  return pieces;
}

function applyCodes(before: Omit<AnsiPiece, "text">, codes: string): Omit<AnsiPiece, "text"> {
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

function applyCode(look: Omit<AnsiPiece, "text">, code: number): Omit<AnsiPiece, "text"> {
  if (code === 0) return {};
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, dim: true };
  if (code === 3) return { ...look, italic: true };
  if (code === 4) return { ...look, underline: true };
  if (code === 22) return omit(look, "bold", "dim");
  if (code === 23) return omit(look, "italic");
  if (code === 24) return omit(look, "underline");
  if (code === 39) return omit(look, "colour");
  if (code >= 30 && code <= 37) return withColour(look, code - 30);
  if (code >= 90 && code <= 97) return withColour(look, code - 82);
  return look;
}

function withColour(look: Omit<AnsiPiece, "text">, colour: number | undefined): Omit<AnsiPiece, "text"> {
  return colour === undefined ? omit(look, "colour") : { ...look, colour };
}

function omit(look: Omit<AnsiPiece, "text">, ...names: (keyof Omit<AnsiPiece, "text">)[]): Omit<AnsiPiece, "text"> {
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
