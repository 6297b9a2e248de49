import type { Config } from "../base/config.ts";
import type { OwnService } from "../rooms/sandbox/index.ts";

const postgresPort = 5_432;

/** What of this deployment stands on other machines, where no program may reach it. */
export function ownServices({ databaseUrl }: Pick<Config, "databaseUrl">): OwnService[] {
  const url = databaseUrl === undefined ? null : URL.parse(databaseUrl);
  const host = url?.hostname.replace(/^\[|\]$/g, "") ?? "";
  if (!url || host === "") return [];
  return [{ host: decodeURIComponent(host), port: Number(url.port) || postgresPort, what: "this deployment's database" }];
}
