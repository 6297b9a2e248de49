import { readCatalogue } from "../../../server/rooms/connections/index.ts";
import type { Line } from "./line.ts";
import type { Schema } from "../document.ts";

/** An OpenAPI document of a host's own API. */
export function hostDocument(): string {
  const paths = { "/contacts": { get: { operationId: "contacts.list", responses: {} } } };
  return JSON.stringify({ openapi: "3.1.0", info: { title: "API", version: "1" }, servers: [{ url: "https://api.host.example" }], paths });
}

const events = readCatalogue().get("slack")?.events;

/** A provider whose accounts are connected by a key that `place` always knows. */
export function describeProvider(name: string, title: string, place: string): object {
  const origin = `http://${place}`;
  return {
    name,
    title,
    kind: "api-key",
    documents: origin,
    fields: [{ name: "api_key", title: "Key", secret: true, where: "In its settings." }],
    send: { header: "X-Api-Key", value: "{api_key}" },
    api: origin,
    hosts: [place],
    account: { from: "call", call: { url: `${origin}/account` }, id: "id", name: "name" },
    test: { url: `${origin}/account` },
    events,
  };
}

/** The form of what is installed. */
export const form: Schema = { type: "object", properties: { folder: { type: "string" } }, required: ["folder"] };

/** Words of a line's tenants. Letters and digits alone, so that they may stand in slugs. */
export function canariesOf({ camp, side, publisher, customer }: Pick<Line, "camp" | "side" | "publisher" | "customer">): Line["canaries"] {
  return {
    camp: `zqcamp${camp}`,
    side: `zqside${side}`,
    publisher: `zqpub${publisher}`,
    market: `zqmkt${publisher}`,
    customer: `zqcus${customer}`,
    account: `zqacc${customer}`,
  };
}
