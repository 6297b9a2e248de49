import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { RunView } from "@stoa/contract";
import type { Ran } from "../testing.ts";
import type { Seat } from "./refusals.ts";

interface Terminal {
  json: <T>(seat: Seat, ...args: string[]) => Promise<T>;
  as: (seat: Seat, args: readonly string[]) => Promise<Ran>;
}

export function commit(folder: string, message: string): void {
  execFileSync("git", ["-c", "user.name=Pat", "-c", "user.email=pat@labs.example", "commit", "-qam", message], { cwd: folder });
}

/** Greeting with "Leave", the program says of one item that it could not be done, unless it is asked for failed ones again. */
export function leaveAnItem(folder: string): void {
  appendFileSync(join(folder, "stoa.yaml"), "\nretry_items: true\n");
  const says = `say 'failed {"item":"order 12","reason":"no address"}'`;
  const when = "$STOA_MODE == run && $STOA_CFG_GREETING == Leave && -z ${STOA_RETRY_ITEMS:-}";
  appendFileSync(join(folder, "main.sh"), `\nif [[ ${when} ]]; then ${says}; fi\n`);
  commit(folder, "Can do items again");
}

/** A run leaves an item, and it alone is done again. */
export async function retryLeft({ json, as }: Terminal, installationId: string): Promise<void> {
  await json("customer", "installs", "configure", installationId, "--set", "greeting=Leave");
  const left = await as("customer", ["trigger", installationId, "--json"]);
  const { id, state, failedItems } = JSON.parse(left.out) as RunView;
  assert.deepEqual([left.code, state, failedItems.map(({ item }) => item)], [1, "failed", ["order 12"]], left.err);
  const again = await json<RunView>("customer", "runs", "retry-items", id);
  assert.deepEqual([again.rerunOf, again.state, again.failedItems], [id, "succeeded", []]);
}
