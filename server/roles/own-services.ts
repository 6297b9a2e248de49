import type { Config } from "../base/config.ts";
import type { OwnService } from "../rooms/sandbox/index.ts";

const postgresPort = 5_432;

/** What of this deployment stands on other machines, where no program may reach it. The address is read as the database's client reads it. */
export function ownServices({ databaseUrl = "" }: Pick<Config, "databaseUrl">): OwnService[] {
  const url = URL.parse(databaseUrl) ?? URL.parse(databaseUrl.replace("@/", "@localhost/"));
  const asked = (name: string): string | undefined => url?.searchParams.getAll(name).at(-1);
  const host = asked("host") || decodeURIComponent(url?.hostname.replace(/^\[|\]$/g, "") ?? "");
  if (host === "" || host.startsWith("/")) return [];
  return [{ host, port: Number(asked("port") || url?.port) || postgresPort, what: "this deployment's database" }];
}
