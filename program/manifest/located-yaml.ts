import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from "yaml";
import type { ManifestProblem } from "@stoa/contract";

export type PathSegment = string | number;
export type Place = "key" | "value";

/** A YAML text whose every value can be found again by its path. */
export interface LocatedYaml {
  file: string;
  value: unknown;
  problem(path: readonly PathSegment[], message: string, fix: string, place?: Place): ManifestProblem;
}

/** Reads YAML 1.2; syntax faults come back as problems with their line and column. */
export function readYaml(text: string, file: string, maxBytes: number): LocatedYaml | { problems: ManifestProblem[] } {
  const at = (line: number, column: number, message: string, fix: string) => ({
    problems: [{ file, path: "", line, column, message, fix }],
  });
  if (Buffer.byteLength(text) > maxBytes) {
    return at(1, 1, `${file} is larger than ${maxBytes / 1024} KB.`, "Move long texts into the program; the manifest only describes it.");
  }
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, version: "1.2" });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return { problems: faults.slice(0, 20).map((fault) => syntaxProblem(fault.message, counter.linePos(fault.pos[0]), file)) };
  }
  try {
    return located(document, counter, file, document.toJS({ maxAliasCount: 50 }));
  } catch {
    return at(1, 1, `${file} repeats its aliases too often to be read.`, "Write the values out in place of `*alias`.");
  }
}

function located(document: Document.Parsed, counter: LineCounter, file: string, value: unknown): LocatedYaml {
  return {
    file,
    value,
    problem(path, message, fix, place = "value") {
      const { line, col } = counter.linePos(offsetOf(document, path, place));
      return { file, path: pointer(path), line: Math.max(1, line), column: Math.max(1, col), message, fix };
    },
  };
}

function syntaxProblem(message: string, position: { line: number; col: number }, file: string): ManifestProblem {
  return {
    file,
    path: "",
    line: Math.max(1, position.line),
    column: Math.max(1, position.col),
    message: `Not valid YAML: ${message.replace(/\.?$/, ".")}`,
    fix: "Mend the line; texts holding `: ` or `#`, or beginning with `{`, `[`, `*`, `&`, `!` or `%`, need quotes.",
  };
}

/** The JSON pointer of a path, `""` for the whole file. */
export function pointer(path: readonly PathSegment[]): string {
  return path.map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function offsetOf(document: Document.Parsed, path: readonly PathSegment[], place: Place): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const [index, segment] of path.entries()) {
    const child = childOf(node, segment);
    if (!child) return offset;
    const wantsKey = place === "key" && index === path.length - 1;
    offset = (wantsKey ? child.key : undefined) ?? start(child.value) ?? child.key ?? offset;
    node = child.value;
  }
  return offset;
}

function childOf(node: unknown, segment: PathSegment): { key: number | undefined; value: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(segment)];
    return item === undefined ? undefined : { key: undefined, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment));
  return pair && { key: start(pair.key), value: pair.value };
}

const start = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];
