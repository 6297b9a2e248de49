import { showId } from "@stoa/contract";
import type { HostFacts } from "@stoa/program";
import type { Ctx } from "../../base/index.ts";
import { readFramingOrigins } from "../identity/index.ts";

/** Where its marketplace stands in one place alone, that is the product's address. */
export async function readHostFacts(ctx: Ctx): Promise<HostFacts> {
  if (ctx.scope.kind !== "customer") return {};
  const [address, ...more] = await readFramingOrigins(ctx, showId("side", ctx.scope.sideId));
  return address === undefined || more.length > 0 || address.includes("*") ? {} : { "host.address": address };
}
