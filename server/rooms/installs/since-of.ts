import type { Manifest } from "@stoa/contract";
import { StoaError } from "../../base/index.ts";

/**
 * From when on a customer wants what is there; null: all. Undefined where its program leaves no choice.
 * @throws StoaError invalid_input for a choice it does not leave
 */
export function sinceOf({ history }: Pick<Manifest, "history">, chosen: "now" | "all" | undefined, now: number): number | null | undefined {
  if (history === undefined && chosen !== undefined)
    throw new StoaError("invalid_input", {
      what: "This integration leaves no choice of what it begins with.",
      problems: [{ path: "body/history", message: "leave it out" }],
    });
  if (history === undefined) return undefined;
  return (chosen ?? history) === "now" ? now : null;
}
