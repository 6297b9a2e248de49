import { showId } from "@stoa/contract";
import type { HostFacts } from "@stoa/program";
import type { Ctx } from "../../base/index.ts";
import { readFramingOrigins, readSignedIn } from "../identity/index.ts";

/** What a form's fields may begin with. Where the host's marketplace stands in one place alone, that is the product's address. */
export async function readHostFacts(ctx: Ctx): Promise<HostFacts> {
  if (ctx.scope.kind !== "customer") return {};
  const [address, ...more] = await readFramingOrigins(ctx, showId("side", ctx.scope.sideId));
  const isOne = address !== undefined && more.length === 0 && !address.includes("*");
  const signedIn = await readSignedIn(ctx);
  return {
    ...(isOne ? { "host.address": address } : {}),
    ...(signedIn ? { "customer.name": signedIn.customerName } : {}),
    ...(signedIn?.email ? { "person.email": signedIn.email } : {}),
  };
}
