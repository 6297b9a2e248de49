import assert from "node:assert/strict";
import { once } from "node:events";
import { X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { test } from "node:test";
import { StoaError, transaction } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { openSideAuthority, type SideAuthority } from "./index.ts";
import { findAuthority } from "./store.ts";

const world = await openWorld();
const host = await world.makeHost();
const engine = { ...world.engine, ...(world.operator.keys ? { keys: world.operator.keys } : {}) };

/** What a client that trusts this authority makes of a server that shows this certificate. */
async function meet(authority: SideAuthority, name: string, asked = name, ca = authority.certificate): Promise<string> {
  const { cert, key } = await authority.issue(name);
  const server = createServer({ cert, key }, (socket) => socket.end("met"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: "127.0.0.1", servername: asked, ca: [ca] });
  const outcome = await once(socket, "secureConnect").then(
    () => "met",
    (error: Error) => error.message,
  );
  socket.destroy();
  server.close();
  return outcome;
}

test("a test side's authority vouches for hosts, to who trusts it and nobody else, and for no further authority", async () => {
  const authority = await openSideAuthority(engine, { sideId: host.testSideId });
  assert.equal(await meet(authority, "api.example.com"), "met");
  assert.match(await meet(authority, "api.example.com", "other.example.com"), /does not match certificate/);
  const stranger = await openSideAuthority(engine, { sideId: (await world.makeHost()).testSideId });
  assert.match(await meet(authority, "api.example.com", "api.example.com", stranger.certificate), /unable to|self.signed/);
  const own = new X509Certificate(authority.certificate);
  const issued = new X509Certificate((await authority.issue("api.example.com")).cert);
  assert.deepEqual([own.ca, issued.ca, issued.checkIssued(own)], [true, false, true]);
  assert.equal(await authority.issue("api.example.com"), await authority.issue("api.example.com"));
});

test("of many at once one makes it, and its key is nowhere in the clear", async () => {
  const { testSideId: sideId } = await world.makeHost();
  const made = await Promise.all([1, 2, 3].map(() => openSideAuthority(engine, { sideId })));
  assert.equal(new Set(made.map(({ certificate }) => certificate)).size, 1);
  const row = await transaction(engine, ({ tx }) => findAuthority(tx, sideId));
  assert.ok(row && !row.wrappedKey.includes("PRIVATE KEY") && row.certificate === made[0]?.certificate);
});

test("a live side has none, even where a row was put in its place", async () => {
  const forbidden = (error: unknown): boolean => error instanceof StoaError && error.code === "forbidden";
  await assert.rejects(openSideAuthority(engine, { sideId: host.liveSideId }), forbidden);
  await transaction(engine, ({ tx }) =>
    tx.run(
      `insert into trust.authority (side_id, certificate, wrapped_key, created_at)
       select $1, certificate, wrapped_key, created_at from trust.authority where side_id = $2`,
      [host.liveSideId, host.testSideId],
    ),
  );
  await assert.rejects(openSideAuthority(engine, { sideId: host.liveSideId }), forbidden);
});

test("another host's people do not see it", async () => {
  const other = await world.makeHost();
  const rows = await transaction(other.owner, ({ tx }) => tx.rows("select side_id from trust.authority", []));
  assert.deepEqual(rows, []);
});
