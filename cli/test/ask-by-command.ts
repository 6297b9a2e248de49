import assert from "node:assert/strict";
import type { HelpView } from "@stoa/contract";
import type { Seat } from "./refusals.ts";

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
