import type { DomainView } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { sideOf } from "../side-of.ts";
import { listDomainRows, listMain } from "../store/domains.ts";
import { showDomain } from "./show-domain.ts";

/** The names a host gave this side, and how it stands with each. @throws StoaError forbidden */
export async function listDomains(ctx: Ctx, { publicUrl }: { publicUrl: string }): Promise<DomainView[]> {
  const sideId = sideOf(ctx);
  return transaction(ctx, async ({ tx }) => {
    const [main] = await listMain(tx, [sideId]);
    return (await listDomainRows(tx, sideId)).map((row) => showDomain(row, { publicUrl, main: main?.name }));
  });
}
