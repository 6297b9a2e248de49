import type { Manifest } from "@stoa/contract";
import type { TxCtx } from "../../base/index.ts";
import type { DeclaredAction } from "./document/read-document.ts";
import type { HostWords } from "./document/read-words.ts";
import { findWords, listActionRows } from "./store/actions.ts";

/** What a side's host calls its actions, by name. */
export type OfferedActions = ReadonlyMap<string, DeclaredAction>;

const none: OfferedActions = new Map();

/** What a side's host declares now. */
export function listActions(ctx: TxCtx, sideId: string): Promise<DeclaredAction[]> {
  return listActionRows(ctx.tx, sideId);
}

/** Of the actions a manifest asks for, those that a side's host has; asked only where there are any. */
export async function readOffered(ctx: TxCtx, input: { sideId: string; manifest: Pick<Manifest, "actions"> }): Promise<OfferedActions> {
  const names = (input.manifest.actions ?? []).map(({ name }) => name);
  if (names.length === 0) return none;
  return new Map((await listActionRows(ctx.tx, input.sideId, names)).map((action) => [action.name, action]));
}

const noWords: HostWords = { translations: {} };

/** What a side's host calls its actions in other languages; asked only for a manifest that asks for some. */
export async function readHostWords(ctx: TxCtx, input: { sideId: string; manifest: Pick<Manifest, "actions"> }): Promise<HostWords> {
  if ((input.manifest.actions ?? []).length === 0) return noWords;
  return (await findWords(ctx.tx, input.sideId))?.words ?? noWords;
}
