import { Readable } from "node:stream";
import { StoaError } from "../../../base/index.ts";
import type { BuildLimits } from "../limits.ts";
import { collect, type GitProcess, type GitRunner } from "./run-git.ts";

/** One request to git's own HTTP server, run as a CGI program. */
export interface BackendRequest {
  repository: string;
  service: "git-upload-pack" | "git-receive-pack";
  kind: "advertise" | "serve";
  /** The body in a file, with its size in bytes. */
  body?: { path: string; bytes: number };
  protocol: string | undefined;
  user: string;
}

export interface BackendAnswer {
  status: number;
  contentType: string;
  body: Readable;
  /** Resolves when git has ended; the body must be read first. */
  ended: GitProcess["ended"];
}

/** Starts `git http-backend` and reads the head of its answer. @throws StoaError unavailable when it says nothing */
export async function callBackend(runner: GitRunner, limits: BuildLimits, request: BackendRequest): Promise<BackendAnswer> {
  const running = await runner.start({
    args: ["http-backend"],
    repository: request.repository,
    write: request.service === "git-receive-pack",
    input: request.body?.path,
    env: backendEnvironment(runner, request),
    wallMs: limits.pushMs,
    outputBytes: limits.pushBytes * 4,
  });
  const errors = collect(running.stderr).catch(() => Buffer.alloc(0));
  const head = await readHead(running.stdout);
  if (head) {
    head.body.once("close", () => head.body.readableEnded || running.stop());
    return { ...head, ended: running.ended };
  }
  running.stdout.resume();
  const [{ hit }, text] = await Promise.all([running.ended, errors]);
  throw new StoaError("unavailable", {
    what: hit ? `Git was stopped: over the limit of ${hit}.` : "Git gave no answer.",
    cause: new Error(text.toString("utf8").slice(0, 2000)),
  });
}

function backendEnvironment(runner: GitRunner, request: BackendRequest): Record<string, string> {
  const root = runner.mountedAt(request.repository);
  const advertise = request.kind === "advertise";
  return {
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: advertise ? "/info/refs" : `/${request.service}`,
    REQUEST_METHOD: advertise ? "GET" : "POST",
    QUERY_STRING: advertise ? `service=${request.service}` : "",
    CONTENT_TYPE: advertise ? "" : `application/x-${request.service}-request`,
    ...(request.body ? { CONTENT_LENGTH: String(request.body.bytes) } : {}),
    ...(request.protocol ? { HTTP_GIT_PROTOCOL: request.protocol, GIT_PROTOCOL: request.protocol } : {}),
    REMOTE_USER: request.user,
    REMOTE_ADDR: "127.0.0.1",
    GIT_COMMITTER_NAME: "stoa",
    GIT_COMMITTER_EMAIL: "stoa@localhost",
  };
}

/** Takes the CGI head off a stream; the body is a stream of its own, since bytes put back after the end would be lost. */
async function readHead(stream: Readable): Promise<{ status: number; contentType: string; body: Readable } | undefined> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let bytes: Buffer = Buffer.alloc(0);
  for (let end = -1; end < 0; end = bytes.indexOf("\r\n\r\n")) {
    const { value, done } = await chunks.next();
    if (done || bytes.length > 16_384) return undefined;
    bytes = Buffer.concat([bytes, value]);
  }
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.toString("latin1", 0, end);
  const status = Number(/^status: *(\d{3})/im.exec(head)?.[1] ?? "200");
  const body = Readable.from(joined(bytes.subarray(end + 4), chunks), { objectMode: false });
  return { status, contentType: /^content-type: *(\S+)/im.exec(head)?.[1] ?? "text/plain", body };
}

async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}
