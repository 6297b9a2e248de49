import { Type, type Static } from "typebox";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What a program may count. `failed` also grows by `failed` messages. */
export const countNames = ["created", "updated", "skipped", "failed"] as const;
export type CountName = (typeof countNames)[number];

/** Sizes of the protocol, in bytes and pieces. */
export const protocolLimits = {
  line: 64 * 1024,
  state: 1024 * 1024,
  options: 1024 * 1024,
  items: 1_000,
  /** As far as the database counts. */
  count: 2_147_483_647,
  say: 200,
  notes: 100,
  depth: 64,
} as const;

const JsonObjectSchema = Type.Record(Type.String(), Type.Unknown());

/** One line a program wrote to file descriptor 3, read. `note` is a line that could not be used; it changes nothing. */
export const ProgramMessageSchema = Type.Union([
  Type.Object({ kind: Type.Literal("state"), value: JsonObjectSchema }),
  Type.Object({
    kind: Type.Literal("progress"),
    done: Type.Number({ minimum: 0 }),
    total: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
    text: Type.String({ maxLength: 200 }),
  }),
  Type.Object({
    kind: Type.Literal("count"),
    what: Type.Union(countNames.map((name) => Type.Literal(name))),
    by: Type.Integer({ minimum: 0 }),
  }),
  Type.Object({ kind: Type.Literal("failed"), item: Type.String({ maxLength: 500 }), reason: Type.String({ maxLength: 1000 }) }),
  Type.Object({ kind: Type.Literal("result"), value: Type.Unknown() }),
  Type.Object({ kind: Type.Literal("options"), value: JsonObjectSchema }),
  Type.Object({ kind: Type.Literal("would"), value: Type.Unknown() }),
  Type.Object({ kind: Type.Literal("say"), text: Type.String({ minLength: 1, maxLength: 400 }) }),
  Type.Object({ kind: Type.Literal("note"), line: Type.Integer({ minimum: 1 }), reason: Type.String(), text: Type.String() }),
]);

export type ProgramMessage =
  | { kind: "state"; value: JsonObject }
  | { kind: "progress"; done: number; total: number | null; text: string }
  | { kind: "count"; what: CountName; by: number }
  | { kind: "failed"; item: string; reason: string }
  | { kind: "result"; value: Json }
  | { kind: "options"; value: JsonObject }
  | { kind: "would"; value: Json }
  | { kind: "say"; text: string }
  | { kind: "note"; line: number; reason: string; text: string };

export const FailedItem = Type.Object({ item: Type.String(), reason: Type.String() });
export type FailedItem = Static<typeof FailedItem>;

/** All messages of an attempt, folded. `failedItems` and `would` hold the first 1,000; the totals count all. */
export interface MessageSummary {
  counts: Record<CountName, number>;
  counted: boolean;
  failedItems: FailedItem[];
  failedTotal: number;
  progress: { done: number; total: number | null; text: string } | null;
  state: JsonObject | null;
  result: Json | null;
  options: JsonObject | null;
  /** What it said last of how it went, in its own words. */
  said: string | null;
  would: Json[];
  wouldTotal: number;
  notes: { line: number; reason: string; text: string }[];
  notesTotal: number;
}

export const Counts = Type.Object({
  created: Type.Integer(),
  updated: Type.Integer(),
  skipped: Type.Integer(),
  failed: Type.Integer(),
});
export type Counts = Static<typeof Counts>;
