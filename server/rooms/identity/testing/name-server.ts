import { AUTHORITATIVE_ANSWER, decode, encode, type Answer } from "dns-packet";
import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A name server that knows what it is told. */
export interface NameServer {
  /** `127.0.0.1:port`. */
  address: string;
  texts: Map<string, string[]>;
  /** IPv4 addresses by name. */
  hosts: Map<string, string>;
  /** Asked for a TXT record that it does not know; what it returns is the answer. */
  find: ((name: string) => Promise<string[]>) | undefined;
  /** Answers that it could not find out. */
  broken: boolean;
  close(): Promise<void>;
}

const serverFailure = 2;
const noSuchName = 3;

export async function startNameServer(): Promise<NameServer> {
  const socket = createSocket("udp4");
  const close = async (): Promise<void> => {
    socket.close();
    await once(socket, "close");
  };
  const known: NameServer = { address: "", texts: new Map(), hosts: new Map(), find: undefined, broken: false, close };
  socket.on("message", (bytes, from) => {
    void answer(known, bytes).then((packet) => socket.send(packet, from.port, from.address));
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  known.address = `127.0.0.1:${socket.address().port}`;
  return known;
}

async function answer(known: NameServer, bytes: Buffer): Promise<Buffer> {
  const { id = 0, questions = [] } = decode(bytes);
  const [question] = questions;
  const answers = question && !known.broken ? await answersTo(known, question) : [];
  const failure = known.broken ? serverFailure : noSuchName;
  const flags = AUTHORITATIVE_ANSWER | (answers.length === 0 ? failure : 0);
  return encode({ type: "response", id, flags, questions, answers });
}

async function answersTo({ texts, hosts, find }: NameServer, { name, type }: { name: string; type: string }): Promise<Answer[]> {
  const at = name.toLowerCase();
  const host = hosts.get(at);
  if (type === "A" && host !== undefined) return [{ type: "A", name, ttl: 0, data: host }];
  if (type !== "TXT") return [];
  return (texts.get(at) ?? (await find?.(at)) ?? []).map((data) => ({ type: "TXT", name, ttl: 0, data }));
}
