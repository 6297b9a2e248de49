import type { RunView } from "@stoa/contract";
import type { Ctx } from "../../base/index.ts";
import type { AskerRow } from "./store/lists.ts";

/**
 * The person who asked for a run. A customer's people read each other's names, those of support each other's; of one another they read where
 * somebody belongs. Null when no person asked.
 */
export function showAsker({ scope, actor }: Ctx, row: AskerRow | undefined): RunView["by"] {
  if (row?.actorKind !== "person") return null;
  const isSeen = row.askerName !== null;
  if (scope.kind === "customer") {
    const isVisited = actor.kind === "person" && actor.visiting === true;
    return { name: isVisited ? null : row.askerName, of: isSeen ? "customer" : "support" };
  }
  if (scope.kind !== "side" && scope.kind !== "operator") return { name: null, of: null };
  const isCustomers = row.askerSideId !== null;
  return { name: isCustomers ? null : row.askerName, of: isCustomers ? "customer" : "support" };
}
