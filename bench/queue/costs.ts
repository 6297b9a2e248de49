import pg from "pg";
import { tellTogether } from "../../server/base/index.ts";
import { median, reportFigure, round } from "../kit/figures.ts";
import type { Size } from "./size.ts";
import { fill, newCustomers, openPlace } from "./place.ts";

/** Rows as the queue's statements write them, of 100 customers and 3,000 installations in no order; $1 of them. */
const some = `(select md5('side')::uuid as side, md5((g % 100)::text)::uuid as customer, md5('p' || g % 10)::uuid as publisher,
  md5('i' || g % 3000)::uuid as installation, now() as t from generate_series(1, $1::int) g) x`;

const history = `insert into runs.run (id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, version,
    due_at, queued_at, started_at, ended_at, outcome, rule, sentence, attempts, trigger_count, actor_kind, runner_id,
    exit_code, log_lines, log_bytes)
  select uuidv7(), 'work', 'run', 'cron', side, side, customer, publisher, publisher, installation, 3, t, t, t, t, 'succeeded', 'exit', 'It went well.', 1, 1, 'engine', side, 0, 0, 0
  from ${some}`;
const told = tellTogether("w", {
  type: "'run.finished'",
  at: "now()",
  of: {
    id: "uuidv7()",
    sideId: "side",
    customerId: "customer",
    publisherId: "publisher",
    subject: "installation",
    subjectVersion: "3",
    data: `('{"kind":"' || 'work' || '","outcome":"' || 'succeeded' || '","endedAt":' || extract(epoch from t)::bigint || ',"attempts":' || 1 ||
      ',"installationId":"' || installation || '","integrationId":"' || publisher || '","releaseId":"' || publisher || '","usage":{"cpuUs":' || 0 || ',"memoryKibMs":' || 0 ||
      ',"wallMs":' || 0 || '}}')`,
  },
});
const fact = `with w as materialized (select * from ${some}) ${told}`;
const claim = `update runs.ready set state = 'running', attempt = attempt + 1, runner_id = customer_id, claimed_at = now() where state = 'queued' and $1::int > 0`;
const lock = `select count(*) from (select from runs.ready where $1::int > 0 for update) x`;
const removal = "delete from runs.ready where $1::int > 0";
const indexes = ["customer", "publisher", "side", "installation", "integration"].map((name) => `drop index runs.run_${name}`);

const rows: readonly { of: string; statement: string; before?: readonly string[] }[] = [
  { of: "row of history without its owners' indexes", statement: history, before: indexes },
  { of: "row of history", statement: history },
  { of: "fact", statement: fact },
  { of: "lock", statement: lock },
  { of: "claim's new version of the row", statement: claim },
  { of: "removal from the queue", statement: removal },
];

/**
 * The database's own time for each thing that one run must leave behind, in microseconds, each written for many runs by one statement
 * without a client that waits: what no arrangement of the queue can save. All is taken back again.
 */
export async function benchCosts({ short, repeats }: Size): Promise<void> {
  const count = short ? 5_000 : 20_000;
  const place = await openPlace(1);
  await fill(place, count, newCustomers(100));
  const client = new pg.Client({ ...place.world.connection, user: "postgres" });
  await client.connect();
  const costs = new Map(rows.map(({ of }) => [of, [] as number[]]));
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const { of, statement, before = [] } of rows) {
      await client.query("begin");
      for (const one of before) await client.query(one);
      const began = performance.now();
      await client.query(statement, [count]);
      costs.get(of)?.push(((performance.now() - began) * 1_000) / count);
      await client.query("rollback");
    }
  await client.end();
  const each = Object.fromEntries([...costs].map(([of, times]) => [of, round(median(times))]));
  const { [rows[0]?.of ?? ""]: plain = 0, ...needed } = each;
  const whole = Object.values(needed).reduce((sum, cost) => sum + cost, 0);
  const about = { unit: "microseconds of the database a run", count, repeats, ...each };
  reportFigure({ name: "what a run must leave behind", ours: whole, floor: plain, judged: "ours", atMost: 300, about });
}
