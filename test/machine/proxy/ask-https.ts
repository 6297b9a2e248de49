import { once } from "node:events";
import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestTls } from "node:https";

export interface Asking {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** PEM text of the only authority that is believed. */
  ca?: string;
  /** The address of this machine to come from. */
  from?: string;
}

/** One request over a connection of its own; the answer's body is still to be read. */
export async function ask(url: string, { method = "GET", headers = {}, body, ca, from }: Asking = {}): Promise<IncomingMessage> {
  const tls = url.startsWith("https:");
  const send = tls ? requestTls : requestPlain;
  const request = send(url, {
    method,
    headers,
    agent: false,
    ...(ca === undefined ? {} : { ca }),
    ...(from === undefined ? {} : { localAddress: from }),
  });
  request.end(body);
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  return answer;
}

export async function bodyOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of answer) text += String(part);
  return text;
}

export const jsonHeaders = { "content-type": "application/json" };
