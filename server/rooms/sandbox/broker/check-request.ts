import type { IncomingMessage } from "node:http";
import { partsOf, ruleAllows } from "@stoa/program";
import type { Account } from "./read-connections.ts";

/** Why a request is not passed on. */
export interface Refusal {
  status: 400 | 403 | 405;
  error: string;
  what: string;
  fix: string;
}

/** A request that may be passed on: its path as it came, and its query without what stands for a credential. */
export interface Passed {
  path: string;
  query: string;
}

/** Holds a request to what the manifest declares. */
export function checkRequest(account: Account, request: IncomingMessage): Passed | Refusal {
  const read = readRequest(account, request);
  if ("status" in read) return read;
  const { path, query } = read;
  const method = request.method ?? "";
  const parts = partsOf(path) ?? [];
  if (account.rules.some((rule) => ruleAllows(rule, { method, parts }))) return { path, query: withoutCredential(account, query) };
  return {
    status: 403,
    error: "undeclared_request",
    what: `${method} ${path} is not declared for the account ${account.name}.`,
    fix: `Its publisher adds "${method} ${path}" to connections, ${account.name}, http.allow in stoa.yaml.`,
  };
}

/** What two servers could read in two ways is refused, never mended. */
export function readRequest(account: Account, request: IncomingMessage): Passed | Refusal {
  const fault = findFault(account, request);
  if (fault !== undefined)
    return { status: 400, error: "malformed_request", what: fault, fix: `Send plain HTTP/1.1 to http://${account.host}.` };
  const [path, query] = splitOnce(request.url ?? "");
  if (saysMethod(query))
    return {
      status: 400,
      error: "malformed_query",
      what: "The query has a `_method`, which makes another request of it where it is read.",
      fix: "Send the request with the method it is to have.",
    };
  if (partsOf(path)) return { path, query };
  return {
    status: 400,
    error: "malformed_path",
    what: "The path holds dots, slashes or signs that servers read differently.",
    fix: "Send it plain.",
  };
}

/** Node shows no more, while its parser goes by all: the length could be one of those not shown. */
const mostRawHeaders = 2_000;

function findFault({ host }: Account, request: IncomingMessage): string | undefined {
  if (request.rawHeaders.length >= mostRawHeaders) return "The request has too many headers.";
  if (!(request.url ?? "").startsWith("/")) return "The request names a whole address, not a path.";
  if (countOf(request, "host") !== 1 || ![host, `${host}:80`].includes((request.headers.host ?? "").toLowerCase()))
    return "The request is for another host.";
  if (request.headers.upgrade !== undefined) return "The connection cannot become another protocol's.";
  return faultOfLength(request);
}

const countOf = ({ rawHeaders }: IncomingMessage, name: string): number =>
  rawHeaders.filter((one, index) => index % 2 === 0 && one.toLowerCase() === name).length;

function faultOfLength(request: IncomingMessage): string | undefined {
  if (countOf(request, "transfer-encoding") > 1 || countOf(request, "content-length") > 1) return "The request says its length twice.";
  const encoding = request.headers["transfer-encoding"];
  if (encoding !== undefined && (encoding.toLowerCase() !== "chunked" || request.headers["content-length"] !== undefined))
    return "The request says its length in two ways.";
  return undefined;
}

function splitOnce(url: string): [string, string] {
  const mark = url.indexOf("?");
  return mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
}

/** Pairs end at `;` too for some servers; and some take ` `, `.` and `[` in a name for `_`, or leave them out before it. */
function saysMethod(query: string): boolean {
  const names = query.split(/[&;]/).flatMap((pair) => [...new URLSearchParams(pair).keys()]);
  return names.some((name) => /^_method(?:$|\W)/i.test(name.trim().replaceAll(/[ .[]/g, "_")));
}

/** A parameter of the credential's name would stand beside it. */
function withoutCredential({ credential }: Account, query: string): string {
  if (credential.kind !== "query" || query === "") return query;
  return query
    .split("&")
    .filter((pair) => [...new URLSearchParams(pair).keys()].every((name) => name !== credential.name))
    .join("&");
}
