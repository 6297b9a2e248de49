import { join } from "node:path";
import { buildApp } from "./build-app.ts";
import type { HostContext } from "./host-context.ts";
import { demoCompanies, demoPassword } from "./demo-data.ts";
import { readHostKey } from "./host-key.ts";
import { describeRegistration, type Registration } from "./registration.ts";
import { demoApiKey, seedDemo } from "./seed-demo.ts";
import { openDatabase } from "./store/open-database.ts";

export type HostOptions = {
  /** Folder for the database and, unless `keyFile` says otherwise, the signing key. Made when missing. */
  dataFolder: string;
  keyFile?: string | undefined;
  /** 0 (default) takes a free port. */
  port?: number | undefined;
  /** Interface to listen on, default 127.0.0.1. */
  address?: string | undefined;
  /** Address of the marketplace; without it the Integrations page says that none is connected. */
  stoaUrl?: string | undefined;
  /** The side this product is at the marketplace, and an access token of it: with both its API may be called. */
  sideId?: string | undefined;
  accessToken?: string | undefined;
  /** `iss` of the tokens, as the marketplace knows this product; default `ledgerline`. */
  issuer?: string | undefined;
  now?: (() => Date) | undefined;
};

export type DemoLogin = { companyId: string; companyName: string; name: string; email: string; password: string; role: "owner" | "member" };

type Marketplace = Pick<HostOptions, "stoaUrl" | "issuer" | "sideId" | "accessToken">;

export type RunningHost = {
  url: string;
  registration: Registration;
  logins: DemoLogin[];
  /** API key of each demo company, by company id. */
  apiKeys: Record<string, string>;
  /** Changes where and as whom the host signs in, for a marketplace that started, or named this host, after it. */
  connect(marketplace: Marketplace & { stoaUrl: string }): void;
  stop(): Promise<void>;
};

function demoLogins(): DemoLogin[] {
  return demoCompanies.flatMap((company) =>
    company.people.map((person) => ({
      companyId: company.id,
      companyName: company.name,
      name: person.name,
      email: person.email,
      password: demoPassword,
      role: person.role,
    })),
  );
}

const trimUrl = (url: string | undefined): string | undefined => url?.replace(/\/+$/, "") || undefined;

function accessOf({ stoaUrl = "", sideId = "", accessToken = "" }: Marketplace): HostContext["stoaAccess"] {
  return stoaUrl && sideId && accessToken ? { stoaUrl, sideId, accessToken } : undefined;
}

/** Starts the product, seeded with two demo companies at first use; `stop` ends it and closes its files. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const key = await readHostKey(options.keyFile ?? join(options.dataFolder, "marketplace-key.json"));
  const db = openDatabase(options.dataFolder);
  const now = options.now ?? (() => new Date());
  await seedDemo(db, key.secret, now());
  const host = {
    db,
    key,
    issuer: options.issuer ?? "ledgerline",
    stoaUrl: trimUrl(options.stoaUrl),
    stoaAccess: accessOf(options),
    demo: true,
    now,
  };
  let url = "";
  const app = buildApp(host, () => url);
  try {
    url = await app.listen({ port: options.port ?? 0, host: options.address ?? "127.0.0.1" });
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    url,
    get registration() {
      return describeRegistration(key, host.issuer, url);
    },
    logins: demoLogins(),
    apiKeys: Object.fromEntries(demoCompanies.map((company) => [company.id, demoApiKey(key.secret, company.id)])),
    connect(marketplace) {
      host.stoaUrl = trimUrl(marketplace.stoaUrl);
      host.issuer = marketplace.issuer ?? host.issuer;
      host.stoaAccess = accessOf(marketplace);
    },
    async stop() {
      await app.close();
      db.close();
    },
  };
}

export { readHostKey } from "./host-key.ts";
export type { Registration } from "./registration.ts";
