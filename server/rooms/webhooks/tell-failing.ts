import { newId, type TxCtx } from "../../base/index.ts";
import { findCustomerRefs, listFailing } from "./store/failing.ts";
import { tellEndpoints } from "./tell-endpoints.ts";
import { writeMessage } from "./write-message.ts";

const most = 1_000;

/** What is failing already is news to the first address of a side, where there was none for a day: nobody there was told. */
export async function tellFailing(ctx: TxCtx, sideId: string): Promise<void> {
  const found = await listFailing(ctx.tx, sideId, most + 1);
  if (found.length > most) ctx.log.warn({ sideId, most }, "more is failing than a first address is told of");
  const rows = found.slice(0, most);
  const refs = await findCustomerRefs(ctx.tx, [...new Set(rows.map(({ customerId }) => customerId))]);
  const at = ctx.clock.now();
  await tellEndpoints(
    ctx,
    rows.map(({ installationId: subject, version: subjectVersion, customerId, ...data }) =>
      writeMessage({ id: newId(ctx.clock), at, sideId, customerId, subject, subjectVersion, data }, { type: "installation.failing" }, refs),
    ),
  );
}
