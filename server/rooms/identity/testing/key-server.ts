import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import type { AskAddress } from "../fetch-key-set.ts";

export interface KeyServer {
  url: string;
  /** How often it was asked. */
  asked: number;
  /** What it answers from now on. */
  answer: { status?: number; keys?: readonly object[]; text?: string };
}

/** A host's web server that publishes keys. */
export async function startKeyServer(): Promise<KeyServer> {
  const server = createServer((_request, reply) => {
    found.asked += 1;
    const { status = 200, keys, text } = found.answer;
    setTimeout(() => reply.writeHead(status, { connection: "close" }).end(text ?? JSON.stringify({ keys })), 20);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close().closeAllConnections());
  const found: KeyServer = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`, asked: 0, answer: { keys: [] } };
  return found;
}

/** Asks for real; what may be asked is judged where the wiring hands in the checked way. */
export const askFreely: AskAddress = (url) => fetch(url, { redirect: "manual" });
