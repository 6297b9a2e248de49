import { verify } from "node:crypto";
import { isFirstUse } from "./first-use.mjs";
import { findKey } from "./stoa-keys.mjs";

/** @typedef {{ alg?: unknown, kid?: unknown, typ?: unknown }} Header */
/** @typedef {Partial<Record<"iss" | "aud" | "jti" | "iat" | "exp" | "method" | "path" | "customer" | "action" | "scope" | "installation" | "integration" | "run", unknown>>} Claims */

const type = "stoa-call+jwt";
/** Clocks may differ by so much. */
const leewaySeconds = 5;
const mostSeconds = 120;

export class StoaTokenError extends Error {
  /** @param {string} why @param {401 | 503} [statusCode] */
  constructor(why, statusCode = 401) {
    super(why);
    this.name = "StoaTokenError";
    /** @readonly */
    this.statusCode = statusCode;
  }
}

/** @type {typeof import("./types.d.mts").checkStoaToken} */
export async function checkStoaToken(request, options) {
  const token = tokenOf(request);
  if (token === undefined || options.stoaUrl === undefined) return undefined;
  try {
    return await check(token, request, { ...options, stoaUrl: trimUrl(options.stoaUrl) });
  } catch (error) {
    if (!(error instanceof StoaTokenError) || !options.toError) throw error;
    throw options.toError(error.message, error.statusCode);
  }
}

/**
 * @param {string} token
 * @param {import("./types.d.mts").AnyRequest} request
 * @param {import("./types.d.mts").CheckOptions & { stoaUrl: string }} options
 * @returns {Promise<import("./types.d.mts").StoaCall>}
 */
async function check(token, request, { stoaUrl, host, side = "live", api, action, now = () => new Date(), once = isFirstUse }) {
  const [head = "", body = "", signature = ""] = token.split(".");
  const { alg, kid } = readHeader(head);
  if (alg !== "ES256" || typeof kid !== "string") refuse("it is not signed as Stoa signs");
  const keysUrl = `${stoaUrl}/.well-known/stoa/${encodeURIComponent(host)}/${side}/jwks.json`;
  const key = await findKey(keysUrl, kid).catch((error) => refuse(`Stoa's keys cannot be read from ${keysUrl}: ${error.message}`, 503));
  if (!key) refuse(`its key is none of those at ${keysUrl}`);
  const proof = Buffer.from(signature, "base64url");
  if (!verify("sha256", Buffer.from(`${head}.${body}`), { key, dsaEncoding: "ieee-p1363" }, proof)) refuse("its signature is wrong");
  const claims = /** @type {Claims} */ (readPart(body));
  judgeClaims(claims, { stoaUrl, api, action, at: now().getTime() / 1000 });
  judgeRequest(claims, request, api);
  const until = new Date((Number(claims.exp) + leewaySeconds) * 1000);
  if (!(await once(String(claims.jti), until))) refuse("it was used before");
  return callOf(claims);
}

/** @param {Claims} claims @param {{ stoaUrl: string, api: string, action: string | undefined, at: number }} expected */
function judgeClaims(claims, { stoaUrl, api, action, at }) {
  const { iss, aud, jti, customer, action: named } = claims;
  if (iss !== stoaUrl) refuse(`it is of ${String(iss)}, not of ${stoaUrl}`);
  if (typeof aud !== "string" || trimUrl(aud) !== trimUrl(api)) refuse(`it is for ${String(aud)}, not for ${api}`);
  judgeTimes(claims, at);
  if (!isText(jti) || !isText(customer)) refuse("it names no customer or has no id");
  if (action !== undefined && named !== action) refuse(`it is for ${String(named)}, not for ${action}`);
}

/** @param {Claims} claims @param {number} at */
function judgeTimes({ iat, exp }, at) {
  if (typeof iat !== "number" || typeof exp !== "number" || exp - iat > mostSeconds) refuse("it does not say for how long it is good");
  if (at >= exp + leewaySeconds) refuse(`it ended ${Math.round(at - exp)} s ago`);
  if (at < iat - leewaySeconds) refuse(`it begins in ${Math.round(iat - at)} s: a clock is wrong`);
}

/** @param {unknown} value */
const isText = (value) => typeof value === "string" && value !== "";

/** @param {Claims} claims @param {import("./types.d.mts").AnyRequest} request @param {string} api */
function judgeRequest({ method, path }, request, api) {
  const base = new URL(api).pathname.replace(/\/+$/, "");
  const asked = new URL(request.originalUrl ?? request.url ?? "", api).pathname;
  if (typeof path !== "string" || method !== request.method || `${base}${path}` !== asked) refuse("it is for another request");
}

/** @param {Claims} claims */
function callOf({ customer, action, scope, installation, integration, run, jti }) {
  const scopes = typeof scope === "string" ? scope.split(" ").filter(Boolean) : [];
  const ids = { installation: String(installation), integration: String(integration), run: String(run), jti: String(jti) };
  return { customer: String(customer), action: String(action), scopes, ...ids };
}

/** Stoa's token of a request; undefined when it carries none, or another's. @param {import("./types.d.mts").AnyRequest} request */
function tokenOf({ headers }) {
  const given = headers instanceof Headers ? headers.get("authorization") : headers["authorization"];
  const token = typeof given === "string" ? /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(given)?.[1] : undefined;
  return token !== undefined && readHeader(token.slice(0, token.indexOf("."))).typ === type ? token : undefined;
}

/** @param {string} text @returns {Header} */
function readHeader(text) {
  try {
    return readPart(text);
  } catch {
    return {};
  }
}

/** @param {string} text @returns {object} */
function readPart(text) {
  const value = JSON.parse(Buffer.from(text, "base64url").toString());
  return typeof value === "object" && value !== null ? value : {};
}

/** @param {string} url */
const trimUrl = (url) => url.replace(/\/+$/, "");

/** @param {string} why @param {401 | 503} [statusCode] @returns {never} */
function refuse(why, statusCode) {
  throw new StoaTokenError(`Stoa's token is not good: ${why}.`, statusCode);
}
