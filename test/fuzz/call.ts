import type { Readable } from "node:stream";
import type { Api } from "./open-api.ts";

export interface Request {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  /** Undefined: nobody. */
  credential?: string | undefined;
  /** The credential is a browser's cookie. */
  asCookie?: boolean | undefined;
  /** The page it comes from; left out: one of Stoa's own. Null: the browser says none. */
  from?: string | null | undefined;
  /** JSON, unless `type` says otherwise. */
  body?: string | undefined;
  type?: string | undefined;
}

export interface Answer {
  status: number;
  type: string;
  body: string;
  ms: number;
}

/** Longer than any answer may take; one that does not come is an answer of status 0. */
const hangMs = 10_000;

export async function call(api: Pick<Api, "app" | "publicUrl">, request: Request): Promise<Answer> {
  const begun = performance.now();
  const { host, origin } = new URL(api.publicUrl);
  const headers: Record<string, string> = {
    host,
    ...(request.from === null ? {} : { origin: request.from ?? origin }),
    ...credentialOf(request),
    ...(request.body === undefined ? {} : { "content-type": request.type ?? "application/json" }),
  };
  const { method, url, body } = request;
  const options = { method, url, headers, payloadAsStream: true as const, ...(body === undefined ? {} : { payload: body }) };
  const answered = api.app.inject(options).then(async (answer) => ({
    status: answer.statusCode,
    type: answer.headers["content-type"] ?? "",
    body: await readSome(answer.stream(), () => answer.raw.res.destroy()),
  }));
  const hung = new Promise<Omit<Answer, "ms">>((resolve) => {
    setTimeout(resolve, hangMs, { status: 0, type: "", body: "" }).unref();
  });
  const answer = await Promise.race([answered, hung]);
  return { ...answer, ms: performance.now() - begun };
}

function credentialOf({ credential, asCookie }: Request): Record<string, string> {
  if (credential === undefined) return {};
  return asCookie ? { cookie: `stoa_session=${credential}` } : { authorization: `Bearer ${credential}` };
}

/** What was said until it ended, or until it was silent: a log that is followed goes on. Who leaves breaks the answer off, as a connection does. */
async function readSome(stream: Readable, leave: () => void): Promise<string> {
  const silence = setTimeout(leave, 300);
  let text = "";
  stream.setEncoding("utf8");
  try {
    for await (const part of stream) text += part as string;
  } catch {
    // Ended by us, above.
  }
  clearTimeout(silence);
  return text;
}

/** A line for a terminal that asks the same. */
export function asCurl(publicUrl: string, request: Request): string {
  const { method, url, body, type, from } = request;
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const short = body !== undefined && body.length > 2_000 ? `${body.slice(0, 2_000)}… (${body.length} characters)` : body;
  return [
    `curl -sX ${method} ${quoted(publicUrl + url)}`,
    ...Object.entries({ ...credentialOf(request), ...(from === null ? {} : { origin: from ?? new URL(publicUrl).origin }) }).map(
      ([name, value]) => `-H ${quoted(`${name}: ${value}`)}`,
    ),
    ...(short === undefined ? [] : [`-H ${quoted(`content-type: ${type ?? "application/json"}`)} --data-raw ${quoted(short)}`]),
  ].join(" ");
}
