import assert from "node:assert/strict";
import type { AuditActorList, AuditItem, HelpView } from "@stoa/contract";
import type { Seat } from "./refusals.ts";

export const askRefusals = (nothing: string): [Seat, string, number][] => [
  ["customer", `questions ask run_${nothing}`, 3],
  ["publisher", `questions answer hlp_${nothing} Hm`, 3],
  ["customer", "activity list --by nobody-so-called", 3],
  ["customer", "activity list --from never", 3],
  ["customer", "activity people --side nowhere", 2],
];

type Json = <T>(seat: Seat, ...args: string[]) => Promise<T>;

/** A customer asks about a run, its publisher answers, and the customer reads it. */
export async function askByCommand(json: Json, runId: string): Promise<void> {
  const { helpId } = await json<{ helpId: string }>("customer", "questions", "ask", runId, "Why Ciao?");
  const open = await json<HelpView[]>("publisher", "questions", "list");
  assert.deepEqual(
    open.map((one) => [one.id, one.words]),
    [[helpId, "Why Ciao?"]],
  );
  await json("publisher", "questions", "answer", helpId, "It is set so.");
  assert.deepEqual(await json("publisher", "questions", "list"), []);
  assert.equal((await json<HelpView[]>("customer", "questions", "list", "--all", "--run", runId))[0]?.answer, "It is set so.");
}

type Run = (seat: Seat, args: readonly string[]) => Promise<{ code: number | null; out: string; err: string }>;

/** Whoever did something is found by name, and only what they did. */
export async function lookUpByCommand({ json, as }: { json: Json; as: Run }): Promise<void> {
  const people = await json<AuditActorList["items"]>("customer", "activity", "people");
  const [one] = people.filter(({ kind, name }) => kind === "person" && name !== null);
  const done = await json<AuditItem[]>("customer", "activity", "list", "--by", one?.name ?? "");
  assert.ok(done.length > 0);
  assert.deepEqual(new Set(done.map(({ actor }) => actor.id)), new Set([one?.id]));
  const all = await json<AuditItem[]>("customer", "activity", "list", "--limit", "500");
  assert.ok(all.length > done.length, "others did something too");
  const { out } = await as("customer", ["activity", "--by", one?.id ?? "", "--csv", "--limit", "1"]);
  assert.match(out, new RegExp(`^when,who,what,about,who by id,before,after\\r\\n${done[0]?.at},`));
}
