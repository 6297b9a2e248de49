import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { createLog, newId, openDb, transaction, VirtualClock, type Ctx, type Db, type Log, type Role, type Scope } from "../base/index.ts";
import { createHost, createPublisher } from "../rooms/identity/index.ts";
import { openKeyRing } from "../rooms/trust/index.ts";
import { admitPublisher, insertTestCustomer, insertTestPerson } from "./store.ts";
import { createTestDatabase } from "./postgres.ts";
import { refuseNested } from "./refuse-nested.ts";

export { countBytes } from "./count-bytes.ts";
export { hearFacts } from "./hear-facts.ts";
export { cloneInstallations, tellInstallations } from "./store.ts";

export interface TestHost {
  hostId: string;
  testSideId: string;
  liveSideId: string;
}

/** One test file's deployment: its own database, a virtual clock, and tenants made on demand. */
export interface World {
  /** How the server connects to this world's database. */
  connection: { host: string; port?: number; user: string; database: string };
  db: Db;
  clock: VirtualClock;
  log: Log;
  operator: Ctx;
  engine: Ctx;
  /** A ctx of a person holding these roles in this scope. */
  as(scope: Scope, ...roles: Role[]): Ctx;
  makeHost(): Promise<TestHost & { owner: Ctx }>;
  /** A publisher admitted by the hosts given. */
  makePublisher(...hostIds: string[]): Promise<{ publisherId: string; slug: string; owner: Ctx }>;
  makeCustomer(sideId: string): Promise<{ customerId: string; owner: Ctx; viewer: Ctx }>;
}

let made = 0;

/** Opens the world of a test file; everything is dropped when the file's tests end. */
export async function openWorld(): Promise<World> {
  const world = await makeWorld();
  after(() => world.close());
  return world;
}

/** A world that is dropped when it is closed: for what goes through many of them. */
export async function makeWorld(): Promise<World & { close(): Promise<void> }> {
  const database = await createTestDatabase();
  const nested: Error[] = [];
  const db = refuseNested(openDb({ connection: database.login, max: 20, name: "test" }), (fault) => void nested.push(fault));
  const folder = await mkdtemp(join(tmpdir(), "stoa-test-"));
  const keys = await openKeyRing({ file: join(folder, "deployment.key"), create: true });
  const close = async (): Promise<void> => {
    await rm(folder, { recursive: true });
    await db.close();
    await database.drop();
    if (nested[0]) throw nested[0];
  };
  const clock = new VirtualClock();
  const log = createLog({ level: process.env["STOA_TEST_LOG"] ?? "silent" });
  const personId = newId(clock);
  const as = (scope: Scope, ...roles: Role[]): Ctx => ({
    db,
    clock,
    log,
    keys,
    scope,
    actor: { kind: "person", personId, roles },
    trace: "test",
  });
  const operator = as({ kind: "operator" }, "operator");
  const engine: Ctx = { ...operator, scope: { kind: "engine" }, actor: { kind: "engine", name: "test" } };
  await transaction(engine, ({ tx }) => insertTestPerson(tx, personId, clock.now()));
  return {
    connection: database.login,
    db,
    clock,
    log,
    operator,
    engine,
    as,
    close,
    makeHost: async () => makeHost(operator, as),
    makePublisher: async (...hostIds) => makePublisher(operator, engine, as, hostIds),
    makeCustomer: async (sideId) => makeCustomer(engine, as, sideId),
  };
}

type As = World["as"];

async function makeHost(operator: Ctx, as: As): Promise<TestHost & { owner: Ctx }> {
  made += 1;
  const host = await createHost(operator, { name: `Host ${made}`, slug: `host-${made}` });
  const sideOf = (kind: "test" | "live"): string => host.sides.find((side) => side.kind === kind)?.id ?? "";
  const owner = as({ kind: "side", sideId: sideOf("live"), hostId: host.id }, "host_owner");
  return { hostId: host.id, testSideId: sideOf("test"), liveSideId: sideOf("live"), owner };
}

async function makePublisher(
  operator: Ctx,
  engine: Ctx,
  as: As,
  hostIds: readonly string[],
): Promise<{ publisherId: string; slug: string; owner: Ctx }> {
  made += 1;
  const publisher = await createPublisher(operator, { name: `Publisher ${made}` });
  await transaction(engine, async ({ tx, clock }) => {
    for (const hostId of hostIds) await admitPublisher(tx, { publisherId: publisher.id, hostId, now: clock.now() });
  });
  return {
    publisherId: publisher.id,
    slug: publisher.slug,
    owner: as({ kind: "publisher", publisherId: publisher.id }, "publisher_owner"),
  };
}

async function makeCustomer(engine: Ctx, as: As, sideId: string): Promise<{ customerId: string; owner: Ctx; viewer: Ctx }> {
  made += 1;
  const customerId = newId(engine.clock);
  await transaction(engine, ({ tx, clock }) => insertTestCustomer(tx, { id: customerId, sideId, ref: `ref-${made}`, now: clock.now() }));
  const scope: Scope = { kind: "customer", customerId, sideId };
  return { customerId, owner: as(scope, "customer_owner"), viewer: as(scope, "customer_viewer") };
}
