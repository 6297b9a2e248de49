import { showId } from "@stoa/contract";
import { newId, transaction } from "../../../server/base/index.ts";
import { openAlert } from "../../../server/rooms/alerts/testing.ts";
import { createToken } from "../../../server/rooms/identity/index.ts";
import type { Api } from "../open-api.ts";
import type { Outside } from "../outside.ts";
import { askAs } from "./ask.ts";
import type { Line } from "./line.ts";
import { openCamp } from "./open-camp.ts";
import { openLine, type LineSpec } from "./open-line.ts";

export interface Lines {
  lines: Line[];
  /** Whose token is an operator's. */
  operator: string;
}

/** Two hosts with both sides, three publishers and five customers, at work side by side. */
export async function openLines(api: Api, outside: Outside): Promise<Lines> {
  const { db, clock, log } = api.world;
  const place = { db, clock, log, keys: api.keys, blobs: api.blobs, audience: api.publicUrl };
  const making = { api, place, outside };
  const { text: operator } = await createToken(api.world.operator, { name: "operator", roles: ["operator"] });
  const shared = await openDeployment(api, outside, operator);
  const a = await openCamp(making, "a", ["a1", "a2"]);
  const b = await openCamp(making, "b", ["b1"]);
  const at = async (camp: typeof a, side: "live" | "test", publisher: number, customer: string): Promise<Line> => {
    const maker = camp.publishers[publisher];
    if (!maker) throw new Error(`camp ${camp.name} has no publisher ${publisher}`);
    return openLine(making, { camp, side: camp.sides[side], publisher: maker, customer, operator: shared });
  };
  const lines = [
    await at(a, "live", 0, "a1"),
    await at(a, "live", 1, "a2"),
    await at(a, "test", 0, "a3"),
    await at(b, "live", 0, "b1"),
    await at(b, "test", 0, "b2"),
  ];
  return { lines, operator };
}

async function openDeployment(api: Api, outside: Outside, operator: string): Promise<LineSpec["operator"]> {
  const { world } = api;
  const ask = askAs(api, operator, "/v1/operator");
  const channel = await ask("POST", "/alert-channels", {
    name: "Channel zqoperator",
    settings: { kind: "webhook", url: `${outside.url}/told` },
  });
  // What asks a listing's support goes by it.
  const mail = { host: "127.0.0.1", port: 9, security: "none", user: null, from: "stoa@host.example", to: ["operator@host.example"] };
  await ask("POST", "/alert-channels", { name: "Mail", settings: { kind: "mail", ...mail } });
  const client = { clientId: "client", clientSecret: "a secret of sign-in" };
  const signin = await ask("POST", "/sign-in-providers", { name: "Everybody", issuer: `${outside.url}/operator`, ...client });
  const token = await ask("POST", "/tokens", { name: "spare", roles: ["operator"] });
  const alert = {
    id: newId(world.clock),
    condition: "disk" as const,
    severity: "warning" as const,
    title: "Disk",
    text: "It is full.",
    fix: "Empty it.",
  };
  await transaction(world.engine, ({ tx }) => openAlert(tx, { ...alert, openedAt: world.clock.now() }));
  return { alert: showId("alert", alert.id), alertChannel: channel.id, operatorSigninProvider: signin.id, operatorToken: token.id };
}
