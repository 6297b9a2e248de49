import { lookup } from "node:dns/promises";
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { BlockList, isIP, isIPv6, type LookupFunction } from "node:net";
import { DeliveryFault } from "./fault-text.ts";

const patienceMs = 20_000;

/** Where the metadata of cloud machines answers. Private addresses are allowed: it is the operator who gave this one. */
const never = new BlockList();
never.addSubnet("169.254.0.0", 16, "ipv4");
never.addSubnet("fe80::", 10, "ipv6");
never.addAddress("fd00:ec2::254", "ipv6");

interface Asked {
  method: "GET" | "POST";
  body?: string;
  headers?: Record<string, string>;
}

/** One request; 2xx is yes. The name is resolved once, judged, and connected to as judged; no redirect is followed. @throws DeliveryFault, or the system's error */
export async function askUrl(url: string, { method, body, headers = {} }: Asked): Promise<void> {
  const { protocol, hostname } = new URL(url);
  const name = hostname.replace(/^\[|\]$/g, "");
  const found = isIP(name) ? [{ address: name, family: isIP(name) }] : await lookup(name, { all: true });
  if (found.some(({ address }) => never.check(address, isIPv6(address) ? "ipv6" : "ipv4")))
    throw new DeliveryFault(`${name} is a link-local or metadata address, which nothing is sent to.`);
  const pinned: LookupFunction = (_name, options, done) => {
    const [first] = found;
    if (options.all) done(null, found);
    else done(null, first?.address ?? "", first?.family);
  };
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const options: RequestOptions = {
    method,
    agent: false,
    lookup: pinned,
    headers: { "user-agent": "Stoa", ...headers, ...length },
    signal: AbortSignal.timeout(patienceMs),
  };
  const status = await new Promise<number>((resolve, reject) => {
    const ask = protocol === "https:" ? httpsRequest : httpRequest;
    const request = ask(url, options, (answer) => {
      answer.on("error", reject).resume();
      resolve(answer.statusCode ?? 0);
      answer.once("end", () => request.destroy());
    });
    request.once("error", reject);
    request.end(body);
  });
  if (status >= 300 && status < 400) throw new DeliveryFault(`It sends on to another address (${status}): give that one.`);
  if (status < 200 || status >= 300) throw new DeliveryFault(`It answered ${status}.`);
}
