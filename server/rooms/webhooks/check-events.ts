import { noticeTypes, webhookTypes } from "@stoa/contract";
import { StoaError } from "../../base/index.ts";
import type { Owner } from "./require-endpoint.ts";

/** A host is told of its customers' installations, a customer its own notices. @throws StoaError invalid_input */
export function checkEvents({ customerId }: Owner, events: readonly string[] = []): void {
  const known: readonly string[] = customerId === null ? webhookTypes : noticeTypes;
  const strange = events.find((type) => !known.includes(type));
  if (strange === undefined) return;
  throw new StoaError("invalid_input", {
    what: `${strange} is not told here.`,
    fix: `Name some of ${known.join(", ")}.`,
    problems: [{ path: "body/events", message: "names what is not told here" }],
  });
}
