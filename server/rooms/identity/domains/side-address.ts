import type { Tx } from "../../../base/index.ts";
import { findSureName, listMain, listProvenNames } from "../store/domains.ts";
import { addressOf } from "./domain-address.ts";

/** Where people of these sides are led to: each side's own domain once it leads here, else the deployment's address. */
export async function readSideAddresses(tx: Tx, publicUrl: string, sideIds: readonly string[]): Promise<(sideId: string) => string> {
  const rows = sideIds.length === 0 ? [] : await listMain(tx, [...new Set(sideIds)]);
  const addresses = new Map(rows.map(({ sideId, name }) => [sideId, addressOf(publicUrl, name)]));
  return (sideId) => addresses.get(sideId) ?? publicUrl;
}

/** As `readSideAddresses`, of one side. */
export async function readSideAddress(tx: Tx, publicUrl: string, sideId: string): Promise<string> {
  return (await readSideAddresses(tx, publicUrl, [sideId]))(sideId);
}

/** Names are looked at hourly: nothing stands at one that nobody looked at for so long. */
const sureMs = 12 * 3_600_000;

/** Where a side's frame stands: hosts' pages give it tokens, so a name that any look found wrong gets none until one finds it right. */
export async function readFrameAddress(tx: Tx, publicUrl: string, sideId: string, now: number): Promise<string> {
  const sure = await findSureName(tx, sideId, now - sureMs);
  return sure ? addressOf(publicUrl, sure.name) : publicUrl;
}

/** Every address a side is served at, the deployment's first. */
export async function readServedAddresses(tx: Tx, publicUrl: string, sideId: string): Promise<string[]> {
  return [publicUrl, ...(await listProvenNames(tx, sideId)).map(({ name }) => addressOf(publicUrl, name))];
}

/** Every address browsers may be sent to for a side, the deployment's first: a name that does not lead here any more may be a stranger's. */
export async function readLeadingAddresses(tx: Tx, publicUrl: string, sideId: string): Promise<string[]> {
  const names = (await listProvenNames(tx, sideId)).filter(({ leads }) => leads);
  return [publicUrl, ...names.map(({ name }) => addressOf(publicUrl, name))];
}
