import type { Schema } from "../document.ts";
import { deepMark, nastyNumbers, nastyTexts, nested } from "./nasty.ts";

type Random = () => number;

export function pickOne<T>(all: readonly T[], random: Random): T {
  const chosen = all[Math.floor(random() * all.length)];
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}

/** A value a schema does not want, or only just. */
export function badValue(schema: Schema, random: Random): unknown {
  const edges = edgesOf(schema);
  if (edges.length > 0 && random() < 0.4) return pickOne(edges, random);
  const kind = random();
  if (kind < 0.5) return pickOne(nastyTexts, random);
  if (kind < 0.65) return pickOne(nastyNumbers, random);
  return pickOne(
    [
      null,
      true,
      false,
      [],
      {},
      [null],
      [[]],
      { length: 5 },
      { toString: "x" },
      nested(40),
      nested(300),
      deepMark,
      "x".repeat(100_000),
      Array.from({ length: 5_000 }, () => "x"),
    ],
    random,
  );
}

function edgesOf({ minLength, maxLength, minimum, maximum, minItems, maxItems, items }: Schema): unknown[] {
  const text = (length: number): string => "a".repeat(Math.max(0, Math.min(length, 1_200_000)));
  const list = (length: number): unknown[] => Array.from({ length: Math.max(0, Math.min(length, 20_000)) }, () => sample(items));
  return [
    ...(minLength === undefined ? [] : [text(minLength - 1), text(minLength)]),
    ...(maxLength === undefined
      ? []
      : [
          text(maxLength),
          text(maxLength + 1),
          "é".repeat(maxLength),
          "😀".repeat(maxLength),
          " ".repeat(maxLength),
          `\u0000${text(maxLength - 1)}`,
        ]),
    ...(minimum === undefined ? [] : [minimum - 1, minimum, minimum + 0.5]),
    ...(maximum === undefined ? [] : [maximum, maximum + 1]),
    ...(minItems === undefined ? [] : [list(minItems - 1)]),
    ...(maxItems === undefined ? [] : [list(maxItems), list(maxItems + 1)]),
  ];
}

function sample(schema: Schema | undefined): unknown {
  if (schema?.type === "string") return "a";
  return schema?.enum?.[0] ?? {};
}

/** What lies deeper is changed with what holds it: some of what is filled in is as deep as nobody should send. */
const deepest = 30;

/** Places in a body, whole objects and lists among them. */
type Path = readonly (string | number)[];

function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null || path.length === deepest) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]));
  return [path, ...inner];
}

/** The body with one thing in it changed, taken away or added; it is changed itself. */
export function spoilBody(copy: unknown, schemaAt: (path: Path) => Schema, random: Random): unknown {
  const path = pickOne(placesIn(copy), random);
  const way = random();
  if (way < 0.12) return withExtra(copy, path, random);
  if (path.length === 0) return way < 0.6 ? badValue({}, random) : withExtra(copy, [], random);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy) as Record<string, unknown>;
  const last = String(path.at(-1));
  if (way < 0.25) delete parent[last];
  else parent[last] = badValue(schemaAt(path), random);
  return copy;
}

const extras: readonly (readonly [string, unknown])[] = [
  ["id", "run_00000000000000000000000000"],
  ["sideId", null],
  ["customerId", {}],
  ["roles", ["operator"]],
  ["constructor", { prototype: { a: 1 } }],
  ["toString", 1],
  ["", ""],
  ["a\u0000b", 1],
  ["\ud800", 1],
  ["x".repeat(70_000), 1],
  ["_method", "DELETE"],
  ["$ref", "#/"],
];

function withExtra(copy: unknown, path: Path, random: Random): unknown {
  const target = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  if (typeof target !== "object" || target === null) return copy;
  const [name, value] = pickOne(extras, random);
  // A copy: what one call was given is spoiled further, and would hold itself when the next put it in again.
  Object.defineProperty(target, name, { value: structuredClone(value), enumerable: true, configurable: true, writable: true });
  return copy;
}

export type { Path };
