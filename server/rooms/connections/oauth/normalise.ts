import type { ProviderDefinition } from "@stoa/contract";
import { readPath } from "../provider/read-path.ts";

/** The whole answer of a provider rides along under this name, for its account and kept parts. */
export const wholeAnswer = "stoa_whole_answer";

/** The text of a form, of whatever the library hands over. */
export function toForm(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return body;
  return body instanceof URLSearchParams ? body.toString() : undefined;
}

export function toJson(form: string): string {
  return JSON.stringify(Object.fromEntries(new URLSearchParams(form)));
}

/**
 * A provider's answer in the words of RFC 6749: parts from where its description says they are, a lifetime as a number, errors with the
 * status of an error. ID tokens are left out: who the account is, is asked with the token itself.
 */
export async function toStandard(definition: ProviderDefinition, answer: Response): Promise<Response> {
  const text = await answer.text();
  const body = parse(text);
  if (body === undefined) return new Response(text === "" ? null : text, { status: answer.status, headers: answer.headers });
  const spec = definition.oauth?.answer ?? {};
  const error = refusal(body, answer.ok, spec);
  if (error !== undefined) return json({ error }, answer.status >= 400 ? answer.status : 400);
  return "access_token" in body || spec.accessToken !== undefined ? json(tokenAnswer(body, spec), 200) : json(body, answer.status);
}

/** The provider's word for why not; undefined when it did what was asked. */
function refusal(body: Record<string, unknown>, isOk: boolean, spec: Paths): string | undefined {
  const error = readPath(body, spec.error ?? "error") ?? readPath(body, "error");
  const saysNo = spec.ok !== undefined && readPath(body, spec.ok) !== "true";
  if (isOk && !saysNo && (error === undefined || "access_token" in body)) return undefined;
  return (error ?? "no_reason").replaceAll(/[^\u0020-\u0021\u0023-\u005b\u005d-\u007e]/g, "?").slice(0, 100);
}

type Paths = NonNullable<NonNullable<ProviderDefinition["oauth"]>["answer"]>;

function tokenAnswer(body: Record<string, unknown>, spec: Paths): object {
  const { id_token: _left, ...rest } = body;
  const lifetime = Number(readPath(body, spec.expiresIn ?? "expires_in"));
  const paths = { access_token: spec.accessToken, refresh_token: spec.refreshToken, scope: spec.scope };
  const parts = Object.entries(paths).flatMap(([name, path]) => {
    const value = readPath(body, path ?? name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const expires = Number.isFinite(lifetime) && lifetime > 0 ? { expires_in: lifetime } : {};
  return { ...Object.fromEntries(parts), ...expires, token_type: "bearer", [wholeAnswer]: rest };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function json(body: object, status: number): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}
