import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HostView } from "@stoa/contract";
import { places } from "@stoa/sdk";
import { startNameServer, type NameServer } from "../../server/rooms/identity/testing.ts";
import { startDeployment } from "../try/deployment.ts";
import { comeAsCustomer, comeByInvite, comeByLink, type Seat } from "./take-seats.ts";

/** A deployment with a year of business, and a seat at every kind of place in it. */
export interface Seeded {
  url: string;
  operator: Seat;
  /** A host, a publisher and a customer with much behind them. */
  host: Seat;
  publisher: Seat;
  customer: Seat;
  /** The same, who came a minute ago. */
  newHost: Seat;
  newPublisher: Seat;
  newCustomer: Seat;
  /** Somebody who may only look. */
  viewer: Seat;
  /** What the deployment asks for domains. */
  names: NameServer;
  close(): Promise<void>;
}

export interface SeedSize {
  runs: string;
  customers: string;
  say(text: string): void;
}

/** A domain of the old host's that leads to the deployment. */
export const ownDomain = "integrations.ledgerline.example";
const cli = join(import.meta.dirname, "../../cli/bin/stoa.mjs");

export async function openSeeded({ runs, customers, say }: SeedSize): Promise<Seeded> {
  const names = await startNameServer();
  const deployment = await startDeployment({ allow: [ownDomain], slots: 1, env: { STOA_DNS: names.address } });
  const { url } = deployment;
  const close = async (): Promise<void> => void (await Promise.all([deployment.stop(), names.close()]));
  try {
    say(`seeding ${runs} runs`);
    const env = { ...process.env, ...deployment.env };
    await promisify(execFile)(process.execPath, [cli, "seed", "--runs", runs, "--customers", customers], { env });
    const operator = await comeByLink(url, deployment.operatorCode, () => places.operator());
    return { url, operator, ...(await takeSeats(url, operator)), names, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function takeSeats(url: string, operator: Seat): Promise<Omit<Seeded, "url" | "operator" | "names" | "close">> {
  const { client, base } = operator;
  const { items } = await client.get<{ items: HostView[] }>(`${base}/hosts`, { limit: 50 });
  const old = liveSide(items.find((host) => host.slug === "ledgerline"));
  const made = await client.send<HostView>("POST", `${base}/hosts`, { name: "Fieldnote", slug: "fieldnote" });
  const fresh = liveSide(made);
  await client.send("PATCH", `${fresh}/host`, { origins: ["https://app.fieldnote.example"], look: { accent: "#7a3ea8" } });
  const { items: makers } = await client.get<{ items: { id: string; name: string }[] }>(`${base}/publishers`, { limit: 50 });
  const labs = places.publisher(makers.find((one) => one.name === "Ledgerline Labs")?.id ?? "");
  const failed = await client.get<{ items: { customer: { id: string } }[] }>(`${old}/runs`, {
    state: "failed",
    class: "credentials",
    limit: 1,
  });
  const known = await client.get<{ items: { id: string; externalRef: string; name: string }[] }>(`${old}/customers`, { limit: 200 });
  const troubled = known.items.find(({ id }) => id === failed.items[0]?.customer.id) ?? known.items[0];
  if (!troubled) throw new Error("the seeded deployment lacks customers");
  const joining = { email: "nora@nova.example", role: "publisher_owner", publisherName: "Nova Integrations" };
  return {
    host: await comeByInvite(url, operator, old, { email: "hugo@ledgerline.example", role: "host_owner" }),
    newHost: await comeByInvite(url, operator, fresh, { email: "fay@fieldnote.example", role: "host_owner" }),
    publisher: await comeByInvite(url, operator, labs, { email: "pia@ledgerline.example", role: "publisher_owner" }),
    newPublisher: await comeByInvite(url, operator, fresh, joining),
    customer: await comeAsCustomer(url, operator, old, { ref: troubled.externalRef, name: troubled.name, role: "owner" }),
    viewer: await comeAsCustomer(url, operator, old, { ref: troubled.externalRef, name: troubled.name, role: "viewer" }),
    newCustomer: await comeAsCustomer(url, operator, fresh, { ref: "acc-1", name: "Northwind Joinery", role: "owner" }),
  };
}

function liveSide(host: HostView | undefined): string {
  const side = host?.sides.find(({ kind }) => kind === "live");
  if (!side) throw new Error("the seeded deployment lacks a host");
  return places.side(side.id);
}
