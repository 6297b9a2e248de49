import { showId } from "@stoa/contract";
import type { Tx } from "../../base/index.ts";
import { readSideAddresses } from "./domains/side-address.ts";
import { isAtOrigin } from "./match-origin.ts";
import { listFaces, type FaceRow } from "./store/faces.ts";

/** How the people of a side's customers are written to. */
export interface SideFace {
  /** The product's name, in which they are told. */
  name: string;
  /** How it looks. */
  look: Record<string, string>;
  test: boolean;
  /** Who reads their answers; null: nobody does. */
  support: string | null;
  /** Where what needs no sign-in stands, as the page that ends mails. */
  address: string;
  /**
   * Where a path of the marketplace, as `/runs/run_…`, is opened: in the host's product where the host said on which page; else at the side's own
   * domain or at Stoa, whose page tells who is not signed in there to which product the side belongs.
   */
  linkTo: (path: string) => string;
}

export async function readSideFaces(tx: Tx, publicUrl: string, sideIds: readonly string[]): Promise<(sideId: string) => SideFace> {
  const ids = [...new Set(sideIds)];
  const addressOf = await readSideAddresses(tx, publicUrl, ids);
  const rows = new Map((ids.length === 0 ? [] : await listFaces(tx, ids)).map((row) => [row.sideId, row]));
  return (sideId) => faceOf(sideId, rows.get(sideId), addressOf(sideId));
}

/** A page whose origin the host took back shows no marketplace any more. */
function faceOf(sideId: string, row: FaceRow | undefined, address: string): SideFace {
  const page = row?.page && isAtOrigin(row.origins, row.page) ? row.page : undefined;
  const linkTo = (path: string): string =>
    page === undefined ? `${address}/shop${path}?side=${showId("side", sideId)}` : `${page}#!${path}`;
  return { name: row?.name ?? "Stoa", look: row?.look ?? {}, test: row?.test ?? false, support: row?.support ?? null, address, linkTo };
}
