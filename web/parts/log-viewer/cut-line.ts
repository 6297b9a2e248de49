import { readAnsi, type AnsiPiece } from "./ansi.ts";
import { hitsIn } from "./find-in-log.ts";

/** A piece of a line that is drawn in one way, also in whether it is a search hit or a masked secret. */
export interface DrawnPiece extends AnsiPiece {
  hit?: boolean;
  masked?: boolean;
}

const mask = /•{3,}/g;

/** Cuts a line at its colours, its search hits and its masked parts. */
export function cutLine(text: string, query: string): DrawnPiece[] {
  const pieces = readAnsi(text);
  const plain = pieces.map((piece) => piece.text).join("");
  const needle = query.toLowerCase();
  const hits = hitsIn(plain, needle).map((start): [number, number] => [start, start + needle.length]);
  const masks = [...plain.matchAll(mask)].map((match): [number, number] => [match.index, match.index + match[0].length]);
  if (hits.length === 0 && masks.length === 0) return pieces;
  return cutAt(pieces, hits, masks);
}

function cutAt(pieces: readonly AnsiPiece[], hits: readonly [number, number][], masks: readonly [number, number][]): DrawnPiece[] {
  const edges = [...hits, ...masks].flat().toSorted((a, b) => a - b);
  const drawn: DrawnPiece[] = [];
  let offset = 0;
  for (const piece of pieces) {
    const end = offset + piece.text.length;
    const cuts = [offset, ...edges.filter((edge) => edge > offset && edge < end), end];
    for (let index = 0; index + 1 < cuts.length; index++) {
      const from = cuts[index] ?? offset;
      const to = cuts[index + 1] ?? end;
      if (to > from) drawn.push(mark({ ...piece, text: piece.text.slice(from - offset, to - offset) }, from, hits, masks));
    }
    offset = end;
  }
  return drawn;
}

function mark(piece: AnsiPiece, at: number, hits: readonly [number, number][], masks: readonly [number, number][]): DrawnPiece {
  const within = (ranges: readonly [number, number][]) => ranges.some(([start, end]) => at >= start && at < end);
  return { ...piece, ...(within(hits) ? { hit: true } : {}), ...(within(masks) ? { masked: true } : {}) };
}
