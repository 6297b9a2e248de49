import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Bucket } from "./bucket.ts";
import { Gateway } from "./gateway.ts";
import { makeDecide } from "./policy.ts";

const mega = 1 << 20;

test("a bucket holds its rate over time, whatever the size of the pieces", () => {
  for (const piece of [1, 700, 5_000]) {
    let now = 0;
    let taken = 0;
    const bucket = new Bucket(1_000, 500, () => now);
    while (now < 60_000) {
      now += bucket.take(piece);
      taken += piece;
    }
    assert.ok(taken >= 60_000 && taken <= 60_500 + 2 * piece, `${piece}: ${taken}`);
  }
});

test("after a rest no more than the burst is there at once", () => {
  let now = 0;
  const bucket = new Bucket(1_000, 500, () => now);
  now = 3_600_000;
  assert.deepEqual([bucket.take(500), bucket.take(1)], [0, 1]);
});

/** A server that sends as much as it is asked for, and counts what it is sent. */
const server = createServer({ allowHalfOpen: true }, (socket) => {
  let got = 0;
  socket.on("error", () => socket.destroy());
  socket.once("data", (first: Buffer) => {
    const want = Number(/^get (\d+)/.exec(first.toString("latin1"))?.[1] ?? 0);
    if (want > 0) return void socket.end(Buffer.alloc(want));
    got += first.length;
    socket.on("data", (chunk: Buffer) => (got += chunk.length)).on("end", () => socket.end(String(got)));
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const folder = mkdtempSync(join(tmpdir(), "stoa-shares-"));
const gateway = await Gateway.open(folder, makeDecide({ allow: [`127.0.0.1:${port}`] }), 4 * mega);
after(() => {
  gateway.close();
  server.close();
  rmSync(folder, { recursive: true });
});

/** What comes back through a box's relay, and how long it took. */
async function pass(customer: string | undefined, send: Buffer | string): Promise<{ bytes: number; ms: number; text: string }> {
  const box = gateway.issue(customer === undefined ? {} : { customer }, [{ host: "127.0.0.1", port }]);
  const began = performance.now();
  const socket = connect({ path: join(gateway.folder, "gate"), allowHalfOpen: true });
  socket.write(`${box.token} 0 127.0.0.1\n`);
  await once(socket, "readable");
  assert.equal((socket.read(1) as Buffer).toString(), "+");
  socket.end(send);
  let bytes = 0;
  let text = "";
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    text = chunk.toString("latin1").slice(-20);
  }
  box.close();
  return { bytes, ms: performance.now() - began, text };
}

test("the boxes of one customer share what it may get; another customer's is its own", async () => {
  const get = `get ${3 * mega}`;
  const [one, two, other, nobody] = await Promise.all([pass("a", get), pass("a", get), pass("b", get), pass(undefined, get)]);
  for (const { bytes } of [one, two, other, nobody]) assert.equal(bytes, 3 * mega);
  const together = Math.max(one.ms, two.ms);
  assert.ok(together >= 1_200, `6 MB at 4 MB/s, the burst of one taken off, took ${together} ms`);
  assert.ok(other.ms >= 450 && other.ms < together, `3 MB of another took ${other.ms} ms beside ${together} ms`);
  assert.ok(nobody.ms < together, `what is nobody's is not held up: ${nobody.ms} ms beside ${together} ms`);
});

test("sending is held to its own share, and comes whole", async () => {
  const [sent, got] = await Promise.all([pass("c", Buffer.alloc(4 * mega, "x")), pass("c", `get ${2 * mega}`)]);
  assert.equal(sent.text, String(4 * mega));
  assert.ok(sent.ms >= 700, `4 MB at 4 MB/s took ${sent.ms} ms`);
  assert.ok(got.ms < sent.ms, `${got.ms} ms of getting beside ${sent.ms} ms of sending`);
});
