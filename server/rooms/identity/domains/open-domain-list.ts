import { engineCtx, transaction, type Ctx } from "../../../base/index.ts";
import type { AtDomain } from "../../../base/http/index.ts";
import { listServed } from "../store/domains.ts";
import { addressOf } from "./domain-address.ts";

const keepMs = 1_000;

/** Tells which side a Host header's name is served for. What it read stands for a second, whoever comes by whatever name. */
export function openDomainList(
  ctx: Pick<Ctx, "db" | "clock" | "log">,
  { publicUrl }: { publicUrl: string },
): (host: string) => Promise<AtDomain | undefined> {
  let read: Promise<ReadonlyMap<string, AtDomain>> | undefined;
  let readAt = 0;
  const list = (): Promise<ReadonlyMap<string, AtDomain>> => {
    if (read === undefined || performance.now() - readAt >= keepMs) {
      readAt = performance.now();
      const mine = readAll(ctx, publicUrl);
      mine.catch(() => read === mine && (read = undefined));
      read = mine;
    }
    return read;
  };
  return async (host) => (await list()).get(host.toLowerCase());
}

async function readAll(ctx: Pick<Ctx, "db" | "clock" | "log">, publicUrl: string): Promise<ReadonlyMap<string, AtDomain>> {
  const rows = await transaction(engineCtx(ctx, "domains"), ({ tx }) => listServed(tx));
  return new Map(
    rows.map((row) => {
      const origin = addressOf(publicUrl, row.name);
      return [new URL(origin).host, { ...row, origin }];
    }),
  );
}
