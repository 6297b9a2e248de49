import { readId, type IdKind } from "@stoa/contract";
import { notFound } from "../../base/index.ts";

/** The uuid behind a public id in a path. @throws StoaError not_found for what is none of this kind */
export function takeId(kind: IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}
