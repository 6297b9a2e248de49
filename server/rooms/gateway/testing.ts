import type { Ctx } from "../../base/index.ts";
import { declareActions } from "./declare-actions.ts";

interface Operation {
  name?: string;
  scopes?: readonly string[];
  summary?: string;
  description?: string;
}

/** An OpenAPI document that says no more than is needed: `GET /contacts/{id}` and what it is called. */
export function sampleDocument(
  operations: Readonly<Record<string, Operation | string>>,
  base = "https://api.ledgerline.example/v1",
  more: object = {},
): string {
  const paths: Record<string, Record<string, object>> = {};
  for (const [line, given] of Object.entries(operations)) {
    const [method = "", path = ""] = line.split(" ");
    const { name, scopes, summary, description } = typeof given === "string" ? { name: given } : { scopes: undefined, ...given };
    const said = { operationId: name, summary, description, ...(scopes ? { security: [{ oauth: scopes }] } : {}) };
    (paths[path] ??= {})[method.toLowerCase()] = { ...said, responses: {} };
  }
  return JSON.stringify({ openapi: "3.1.0", info: { title: "Ledgerline", version: "1" }, servers: [{ url: base }], paths, ...more });
}

/** Declares such a document for a host's side. */
export async function declareSample(owner: Ctx, ...said: Parameters<typeof sampleDocument>): Promise<void> {
  await declareActions(owner, { document: sampleDocument(...said) });
}

/** Declares what a product says of itself at `/api/openapi.json`. */
export async function declareDocument(owner: Ctx, product: string): Promise<void> {
  const answer = await fetch(`${product}/api/openapi.json`);
  await declareActions(owner, { document: await answer.text() });
}

export { editHostApi } from "./edit-host-api.ts";
export { forgetCalls } from "./forget-calls.ts";
export { listCalls } from "./list-calls.ts";
export { putHostToken } from "./put-host-token.ts";
export { readPublishedKeys } from "./read-published-keys.ts";
export { removeHostToken } from "./remove-host-token.ts";
export { rotateSigningKey } from "./rotate-signing-key.ts";
export { putCalls } from "./store/calls.ts";
