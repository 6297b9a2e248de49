import { fillingOf } from "../cross/plan.ts";
import { phantomOf } from "../cross/phantom.ts";
import type { Request } from "../call.ts";
import type { Endpoint, Schema } from "../document.ts";
import { fillRequest, type Slot } from "../fill/fill-request.ts";
import type { Place } from "../open-place.ts";
import type { Line } from "../world/line.ts";
import { randomBy } from "../../chaos/random.ts";
import { deepJson, deepMark, nastyBodies, nastyRaw, nastyTexts, nastyTypes } from "./nasty.ts";
import { badValue, pickOne, spoilBody, type Path } from "./spoil.ts";

/** What would leave nobody to ask with, or nothing to ask for. */
const endings = /\/(?:close|uninstall|disconnect|withdraw|take-back|sessions\/current)$/;

/** A request that is wrong, or only just right; the seed alone says how. */
export function makeBad(place: Place, endpoint: Endpoint, line: Line, seed: number): Request {
  const random = randomBy(seed);
  const keepsOwn = endpoint.method !== "DELETE" && !endings.test(endpoint.path);
  const pick = ({ key, kind }: Slot): string =>
    key.startsWith("path.") && !keepsOwn && !isPrefix(endpoint, key) ? phantomOf(line.ids[kind]) : line.ids[kind];
  const filling = fillingOf(place, { pick, seed, consent: line.consent, optional: random() });
  const filled: Request = { ...fillRequest(endpoint, filling), credential: credentialOf(place, line, endpoint) };
  const way = random();
  if (endpoint.body && way < 0.55) return { ...filled, body: spoiled(place, endpoint, filled.body ?? "{}", random) };
  if (endpoint.body && way < 0.7) return { ...filled, body: pickOne(nastyBodies, random) };
  if (endpoint.method !== "GET" && way < 0.8)
    return { ...filled, body: filled.body ?? pickOne(nastyBodies, random), type: pickOne(nastyTypes, random) };
  if (random() < 0.1) return { ...filled, credential: pickOne(nastyCredentials, random) };
  return { ...filled, url: spoilUrl(endpoint, filled.url, random) };
}

const nastyCredentials = [
  "",
  "x",
  "stoa_tok_",
  `stoa_tok_${"x".repeat(5_000)}`,
  "stoa_ses_%00",
  "null",
  "stoa_tok_\u00e9\u00e9",
  "a b c",
  "Bearer",
];

function isPrefix({ scope, parameters }: Endpoint, key: string): boolean {
  return scope !== undefined && scope !== "operator" && key === `path.${parameters.find((one) => one.in === "path")?.name ?? ""}`;
}

function credentialOf(place: Place, line: Line, { scope, path }: Endpoint): string | undefined {
  if (path === "/v1/sessions/current") return undefined;
  if (scope === "operator") return place.operator;
  return line.seats.find((seat) => seat.scope === (scope ?? "customer") && seat.may === "everything")?.credential ?? "";
}

function spoiled(place: Place, endpoint: Endpoint, body: string, random: () => number): string {
  const schemaAt = (path: Path): Schema => {
    let schema: Schema = endpoint.body?.schema ?? {};
    for (const key of path) {
      const known = place.resolve(schema);
      schema = known.properties?.[key] ?? known.items ?? (typeof known.additionalProperties === "object" ? known.additionalProperties : {});
    }
    return place.resolve(schema);
  };
  let value: unknown = JSON.parse(body);
  for (let times = random() < 0.7 ? 1 : 3; times > 0; times--) value = spoilBody(value, schemaAt, random);
  return (JSON.stringify(value) ?? "").replaceAll(`"${deepMark}"`, deepJson);
}

/** A part of the path, a value of the query, or the query itself. */
function spoilUrl(endpoint: Endpoint, url: string, random: () => number): string {
  const [path = "", query = ""] = url.split("?");
  const asked = endpoint.parameters.filter((one) => one.in === "query");
  if (asked.length > 0 && random() < 0.7) {
    const { name, schema } = pickOne(asked, random);
    const others = query.split("&").filter((one) => one !== "" && !one.startsWith(`${name}=`));
    const value = badValue(schema, random);
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    const all = [
      ...others,
      `${name}=${encode(text.slice(0, 8_000), random)}`,
      ...(random() < 0.1 ? [`${name}=again`, `${name}[x]=1`] : []),
    ];
    return `${path}?${all.join("&")}`;
  }
  if (random() < 0.15)
    return `${url}${query === "" ? "?" : "&"}${pickOne(["_method=DELETE", "__proto__[a]=1", "a[b][c]=d", "&&==&", "=", "%00=%00", `x=${"y".repeat(9_000)}`], random)}`;
  const parts = path.split("/");
  const index = 2 + Math.floor(random() * Math.max(1, parts.length - 2));
  parts[index] = encode(pickOne(nastyTexts, random), random);
  return `${parts.join("/")}${query === "" ? "" : `?${query}`}`;
}

function encode(text: string, random: () => number): string {
  if (random() < 0.15) return pickOne(nastyRaw, random);
  return encodeURIComponent(text.toWellFormed());
}
