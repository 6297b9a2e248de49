import { once } from "node:events";
import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestTls } from "node:https";
import type { LookupFunction } from "node:net";

export interface Asking {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** PEM text of the only authority that is believed. */
  ca?: string;
  /** The address of this machine to come from. */
  from?: string;
  /** The address of this machine that stands for the name, as DNS would say. */
  to?: string;
}

/** One request over a connection of its own; the answer's body is still to be read. */
export async function ask(url: string, { method = "GET", headers = {}, body, ca, from, to }: Asking = {}): Promise<IncomingMessage> {
  const tls = url.startsWith("https:");
  const send = tls ? requestTls : requestPlain;
  const request = send(url, {
    method,
    headers,
    agent: false,
    ...(ca === undefined ? {} : { ca }),
    ...(from === undefined ? {} : { localAddress: from }),
    ...(to === undefined ? {} : { lookup: always(to) }),
  });
  request.end(body);
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  return answer;
}

/** Every name has this address. */
const always =
  (address: string): LookupFunction =>
  (_name, { all }, done) =>
    all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);

export async function bodyOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of answer) text += String(part);
  return text;
}

export const jsonHeaders = { "content-type": "application/json" };
