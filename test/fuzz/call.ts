import type { Readable } from "node:stream";
import type { Api } from "./open-api.ts";

export interface Request {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  /** Undefined: nobody. */
  credential?: string | undefined;
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
    origin,
    ...(request.credential === undefined ? {} : { authorization: `Bearer ${request.credential}` }),
    ...(request.body === undefined ? {} : { "content-type": request.type ?? "application/json" }),
  };
  const { method, url, body } = request;
  const options = { method, url, headers, payloadAsStream: true as const, ...(body === undefined ? {} : { payload: body }) };
  const answered = api.app.inject(options).then(async (answer) => ({
    status: answer.statusCode,
    type: answer.headers["content-type"] ?? "",
    body: await readSome(answer.stream()),
  }));
  const hung = new Promise<Omit<Answer, "ms">>((resolve) => {
    setTimeout(resolve, hangMs, { status: 0, type: "", body: "" }).unref();
  });
  const answer = await Promise.race([answered, hung]);
  return { ...answer, ms: performance.now() - begun };
}

/** What was said until it ended, or until it was silent: a log that is followed goes on. */
async function readSome(stream: Readable): Promise<string> {
  const silence = setTimeout(() => stream.destroy(), 300);
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
export function asCurl(publicUrl: string, { method, url, credential, body, type }: Request): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const short = body !== undefined && body.length > 2_000 ? `${body.slice(0, 2_000)}… (${body.length} characters)` : body;
  return [
    `curl -sX ${method} ${quoted(publicUrl + url)}`,
    ...(credential === undefined ? [] : [`-H ${quoted(`authorization: Bearer ${credential}`)}`]),
    ...(short === undefined ? [] : [`-H ${quoted(`content-type: ${type ?? "application/json"}`)} --data-raw ${quoted(short)}`]),
  ].join(" ");
}
