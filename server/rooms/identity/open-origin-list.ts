import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { matchesOrigin } from "./match-origin.ts";
import { listOrigins } from "./store/embed.ts";

const keepMs = 5_000;

/** Tells whether pages of an origin may call the API with a bearer token: those of registered hosts. What it read stands for 5 s. */
export function openOriginList(ctx: Pick<Ctx, "db" | "clock" | "log">): (origin: string) => Promise<boolean> {
  let read: Promise<string[]> | undefined;
  let until = 0;
  return async (origin) => {
    if (read === undefined || ctx.clock.now() >= until) {
      until = ctx.clock.now() + keepMs;
      read = transaction(engineCtx(ctx, "host-origins"), ({ tx }) => listOrigins(tx));
      read.catch(() => (read = undefined));
    }
    return matchesOrigin(await read, origin);
  };
}
