import type { ErrorBody } from "@stoa/contract";

/** What the server answered with a status of 400 and more: `code` from the error table, texts as written for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody["error"];

  constructor(status: number, body: ErrorBody["error"]) {
    super(body.what);
    this.name = "ApiError";
    this.status = status;
    this.body = body;
  }
}

export interface ClientOptions {
  /** The deployment's address; empty within its own pages. */
  url: string;
  /** An API token or a session's secret; a page with a cookie has none. */
  token?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Asked when a request was answered with 401: true when `token` will now give another, and the request is then sent once more. */
  renew?: () => boolean;
  fetch?: typeof fetch;
  /** The code of the language its texts are wanted in, such as `de`; none: as their publishers wrote them. */
  language?: string | (() => string) | undefined;
}

export type Query = Record<string, string | number | boolean | undefined>;

/** The HTTP API of one deployment. Every method throws `ApiError` on a refusal, and what `fetch` throws when nobody answers. */
export interface Client {
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>;
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<T>;
  /** One JSON value a line, as the server writes them, until it ends or `signal` aborts. */
  lines<T>(path: string, query?: Query, signal?: AbortSignal): AsyncGenerator<T>;
  /** The answer as it is, for downloads. */
  raw(path: string, query?: Query): Promise<Response>;
  /** Sends bytes as they come, of this media type. */
  upload<T>(path: string, query: Query, body: ReadableStream<Uint8Array>, type: string): Promise<T>;
}

export function createClient(options: ClientOptions): Client {
  const call = (method: string, path: string, query?: Query, body?: unknown, signal?: AbortSignal): Promise<Response> =>
    request(options, { method, path, query, body, signal });
  return {
    get: async <T>(path: string, query?: Query, signal?: AbortSignal) => readJson<T>(await call("GET", path, query, undefined, signal)),
    send: async <T>(method: string, path: string, body?: unknown) => readJson<T>(await call(method, path, undefined, body)),
    raw: (path, query) => call("GET", path, query),
    upload: async <T>(path: string, query: Query, stream: ReadableStream<Uint8Array>, type: string) =>
      readJson<T>(await request(options, { method: "POST", path, query, body: undefined, signal: undefined, stream: { stream, type } })),
    async *lines<T>(path: string, query?: Query, signal?: AbortSignal) {
      const response = await call("GET", path, query, undefined, signal);
      for await (const line of readLines(response)) yield JSON.parse(line) as T;
    },
  };
}

interface Request {
  method: string;
  path: string;
  query: Query | undefined;
  body: unknown;
  signal: AbortSignal | undefined;
  stream?: { stream: ReadableStream<Uint8Array>; type: string };
}

async function request(options: ClientOptions, asked: Request): Promise<Response> {
  const token = typeof options.token === "function" ? await options.token() : options.token;
  const response = await (options.fetch ?? fetch)(options.url + asked.path + toSearch(asked.query), toInit(asked, token, options.language));
  if (response.ok) return response;
  // A stream is spent; whoever sends one begins anew.
  if (response.status === 401 && !asked.stream && options.renew?.() === true) return request(withoutRenew(options), asked);
  throw await toError(response);
}

function toInit(
  { method, body, signal, stream }: Request,
  token: string | undefined,
  language: ClientOptions["language"],
): RequestInit & { duplex?: "half" } {
  const headers: Record<string, string> = { accept: "application/json" };
  if (language !== undefined) headers["accept-language"] = typeof language === "string" ? language : language();
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (stream) headers["content-type"] = stream.type;
  const init: RequestInit & { duplex?: "half" } = { method, headers, credentials: "same-origin" };
  if (stream) Object.assign(init, { body: stream.stream, duplex: "half" });
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal) init.signal = signal;
  return init;
}

function withoutRenew({ renew: _once, ...options }: ClientOptions): ClientOptions {
  return options;
}

function toSearch(query: Query | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

async function toError(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as ErrorBody;
    if (typeof error.what === "string") return new ApiError(response.status, error);
  } catch {
    // not ours: a proxy's page, say
  }
  return new ApiError(response.status, {
    code: "internal",
    what: `The server answered ${response.status}.`,
    fix: "Check the address and what stands before the server.",
    trace: "",
  });
}

async function readJson<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** By a reader: in WebKit's browsers a stream cannot be iterated itself. */
async function* readChunks({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* readLines(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of readChunks(response)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part !== "") yield part;
  }
  if (rest !== "") yield rest;
}
