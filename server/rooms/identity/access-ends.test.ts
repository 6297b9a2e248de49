import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { after, test } from "node:test";
import { showId } from "@stoa/contract";
import { addRoute, createApp } from "../../base/http/index.ts";
import { openWorld } from "../../testing/index.ts";
import { authorize } from "./authorize.ts";
import { askNobody } from "./fetch-key-set.ts";
import { putCustomer } from "./put-customer.ts";
import { readCredential } from "./read-credential.ts";
import { registerSideKey } from "./register-side-key.ts";
import { removePerson } from "./remove-person.ts";
import { signInFromHost } from "./sign-in-from-host.ts";
import { audience, makeSigner } from "./testing/host-signer.ts";

const world = await openWorld();
const { db, clock, log } = world;
const { keys } = world.engine;
assert.ok(keys);
const probe = createServer().listen(0, "127.0.0.1");
await once(probe, "listening");
const { port } = probe.address() as AddressInfo;
await once(probe.close(), "close");
const addresses = { publicUrl: audience, port, openWrites: [] };
const app = await createApp({ log, addresses, trustedProxies: [] });
let open = 0;

async function* endlessly(): AsyncGenerator<string> {
  open += 1;
  try {
    for (;;) {
      yield "line\n";
      await sleep(50);
    }
  } finally {
    open -= 1;
  }
}

addRoute(
  { app, db, clock, log, keys, authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target) },
  {
    method: "GET",
    path: "/stream",
    scopes: ["customer"],
    audit: { none: "reads only" },
    summary: "A stream without end",
    handle: async (_ctx, { reply }) => reply.send(Readable.from(endlessly(), { objectMode: false })),
  },
);
after(() => app.close());

test("a stream that is open ends within five seconds of the access it was opened with; another person's goes on", async () => {
  const { owner } = await world.makeHost();
  const signer = await makeSigner(clock, "streams", "k1");
  await registerSideKey(owner, { kid: "k1", issuer: "streams", jwk: signer.jwk });
  const { id } = await putCustomer(owner, { externalRef: "c-1", name: "Acme" });
  await app.listen({ host: "127.0.0.1", port });
  const follow = async (subject: string): Promise<{ ended: Promise<number>; stop: () => void }> => {
    const { secret } = await signInFromHost(world.engine, { token: await signer.sign({ sub: subject }), audience }, askNobody);
    const stop = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${port}/v1/customers/${showId("customer", id)}/stream`, {
      headers: { authorization: `Bearer ${secret}` },
      signal: stop.signal,
    });
    assert.equal(answer.status, 200);
    const body = Readable.fromWeb(answer.body as never).resume();
    body.on("error", () => undefined);
    const ended = new Promise<number>((resolve) => body.once("close", () => resolve(Date.now())));
    return { ended, stop: () => stop.abort() };
  };
  const [leaves, stays] = [await follow("leaves"), await follow("stays")];
  await sleep(300);
  assert.equal(open, 2);
  const removedAt = Date.now();
  await removePerson(owner, { ref: "c-1", subject: "leaves" });
  const took = (await leaves.ended) - removedAt;
  assert.ok(took <= 5_000, `${took} ms`);
  assert.equal(open, 1);
  stays.stop();
  await stays.ended;
});
