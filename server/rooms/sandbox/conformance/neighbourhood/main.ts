/**
 * The servers of the network outside, run within its namespace: bytes come back, http redirects, and a name server whose answers may change.
 * Prints "ready" when all of them listen.
 */
import { decode, encode, RECURSION_DESIRED, type Answer, type Packet } from "dns-packet";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer, isIPv4, type Server } from "node:net";
import { ports, zone } from "./world.ts";

const asked = new Map<string, number>();

function answersTo(name: string, type: string): Answer[] {
  const turns = zone[name] ?? [];
  const turn = asked.get(name) ?? 0;
  if (type === "A") asked.set(name, turn + 1);
  const addresses = turns[Math.min(turn, turns.length - 1)] ?? [];
  return addresses
    .filter((address) => (type === "A" ? isIPv4(address) : type === "AAAA" && !isIPv4(address)))
    .map((data) => ({ type: type === "A" ? "A" : "AAAA", name, ttl: 0, data }));
}

function reply(query: Packet): Buffer {
  const [question] = query.questions ?? [];
  const name = question?.name.toLowerCase() ?? "";
  return encode({
    id: query.id ?? 0,
    type: "response",
    flags: RECURSION_DESIRED | (name in zone ? 0 : 3),
    questions: query.questions ?? [],
    answers: question ? answersTo(name, question.type) : [],
  });
}

function serveEcho(port: number): Server {
  return createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => socket.write(chunk)).on("end", () => socket.end("-world"));
  }).listen(port, "::");
}

/** `/to/<address>` redirects there; `/asked/<name>` says how often the name was asked for. */
const http = createHttp((request, response) => {
  const [, verb, rest = ""] = /^\/(to|asked)\/(.+)$/.exec(request.url ?? "") ?? [];
  if (verb === "to") return response.writeHead(302, { location: decodeURIComponent(rest) }).end();
  return response.end(verb === "asked" ? String(asked.get(rest) ?? 0) : "the site");
}).listen(ports.http, "::");

const names = createSocket("udp6");
names.on("message", (bytes, from) => names.send(reply(decode(bytes)), from.port, from.address));
names.bind(ports.dns, "::");
await Promise.all([
  once(serveEcho(ports.echo), "listening"),
  once(serveEcho(ports.mail), "listening"),
  once(http, "listening"),
  once(names, "listening"),
]);
process.stdout.write("ready\n");
process.stdin.resume().on("end", () => process.exit(0));
