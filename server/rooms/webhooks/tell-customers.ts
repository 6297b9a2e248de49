import { noticeTypes, showId, type NoticeMessage } from "@stoa/contract";
import type { Fact, FactHandler, TxCtx } from "../../base/index.ts";
import type { NewMessage } from "./store/deliveries.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

/** Turns a customer's notices into what its own server is told; a message has its fact's id, so that it is written once. */
export const tellCustomers: FactHandler = {
  name: "webhooks.tell-customers",
  types: ["notice.made"],
  handle: (ctx, fact) => hear(ctx, [fact]),
  handleAll: hear,
};

async function hear(ctx: TxCtx, facts: readonly Fact[]): Promise<void> {
  await tellEndpoints(
    ctx,
    facts.flatMap((fact) => messageOf(fact) ?? []),
  );
}

function messageOf({ id, at, sideId, customerId, subject, data }: Fact): NewMessage | undefined {
  const type = noticeTypes.find((known) => known === `notice.${String(data["kind"])}`);
  if (!type || sideId === null || customerId === null) return undefined;
  const shown = (kind: "installation" | "connection" | "run"): string | null => {
    const named = data[`${kind}Id`];
    return typeof named === "string" ? showId(kind, named) : null;
  };
  const message: NoticeMessage = {
    type,
    timestamp: new Date(at).toISOString(),
    data: {
      side: showId("side", sideId),
      customer: showId("customer", customerId),
      notice: showId("notice", subject),
      installation: shown("installation"),
      connection: shown("connection"),
      run: shown("run"),
      cause: typeof data["cause"] === "string" ? data["cause"] : null,
    },
  };
  return { id, sideId, customerId, type, subject, body: JSON.stringify(message), at };
}
