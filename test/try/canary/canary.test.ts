import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Writable } from "node:stream";
import { test } from "node:test";
import { zstdDecompressSync } from "node:zlib";
import { createLog, realClock, transaction, type Ctx } from "../../../server/base/index.ts";
import { exportRuns, getRun, listRuns } from "../../../server/rooms/runs/index.ts";

import { openRunWorld, triggerRun } from "../../../server/rooms/runs/testing.ts";
import { searchFolder } from "./search-folder.ts";
import { findSpellings, spellingsOf } from "./spellings.ts";

/** Says a value in every place a program can write, in every spelling, whole and split. `$1` is the value. */
const teller = String.raw`
v=$STOA_CFG_TOLD; [ -n "$v" ] || v=$STOA_SECRET_API_KEY
hex=$(printf %s "$v" | od -An -tx1 | tr -d ' \n'); url=$(printf %s "$hex" | sed 's/../%&/g'); json=$(printf %s "$v" | sed 's/"/\\"/g')
ascii=$(printf %s "$json" | sed 's/ü/\\u00fc/g'); slashed=$(printf %s "$json" | sed 's,/,\\/,g')
b0=$(printf %s "$v" | base64 -w 0); b1=$(printf 'x%s' "$v" | base64 -w 0); b2=$(printf 'xy%s' "$v" | base64 -w 0)
for said in "$v" "$hex" "$(printf %s "$hex" | tr a-f A-F)" "$url" "$json" "$ascii" "$slashed" "$b0" "$b1" "$b2" "$(printf %s "$b1" | tr '+/' '-_')"; do
  echo "said $said"; echo "level=error said $said" >&2
  echo "progress 1 2 using $said" >&3
  echo "not a message $said" >&3
done
printf '%s' "$v" | base64 -w 10
printf '%.9s' "$v"; sleep 0.05; printf '%s\n' "$v" | cut -b 10-
(printf 'state {"last":"%.9s' "$json"; sleep 0.05; printf '%s"}\n' "$(printf %s "$json" | cut -b 10-)") >&3
for said in "$json" "$ascii" "$slashed" "$b2" "$url" "$hex"; do
  printf 'state {"%s":"%s"}\n' "$said" "$said" >&3; printf 'result {"%s":["%s"]}\n' "$said" "$said" >&3
  printf 'failed {"item":"%s","reason":"%s"}\n' "$said" "$said" >&3; printf 'would {"create":"%s"}\n' "$said" >&3
  printf 'options {"lists":[{"const":"%s","title":"%s"}]}\n' "$said" "$said" >&3
done
echo "Error: connection to $v refused" >&2
exit 1
`;

const place = await openRunWorld();
const logged: string[] = [];
const destination = new Writable({ write: (line: Buffer, _encoding, done) => (logged.push(line.toString()), done()) });
const log = createLog({ level: "debug", destination });
await place.startRunner({ log });

/** @returns the run, ended */
async function askRun(customer: Ctx, installationId: string, mode: "run" | "preview" | "options"): Promise<string> {
  const { runId } = await triggerRun(customer, { installationId, mode });
  for (let tries = 0; tries < 600; tries++) {
    if ((await getRun(customer, { runId })).endedAt !== null) return runId;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the run in mode ${mode} did not end`);
}

async function everyRow(ctx: Ctx): Promise<Map<string, Buffer>> {
  return transaction(ctx, async ({ tx }) => {
    const tables = await tx.rows<{ name: string; columns: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name, string_agg(format('%I::text', a.attname), ', ' order by a.attnum) as columns
         from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
        where c.relkind in ('r', 'p') and not c.relispartition and has_table_privilege(c.oid, 'select') and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
          and a.attnum > 0 and not a.attisdropped group by 1`,
    );
    const texts = new Map<string, Buffer>();
    for (const { name, columns } of tables) {
      const rows = await tx.rows<{ text: string }>(`select concat_ws(E'\n', ${columns}) as text from ${name}`);
      const text = rows.map((row) => row.text).join("\n");
      const packed = [...text.matchAll(/\\x(28b52ffd[0-9a-f]+)/g)].map(([, hex = ""]) => zstdDecompressSync(Buffer.from(hex, "hex")));
      texts.set(name, Buffer.concat([Buffer.from(text), ...packed]));
    }
    return texts;
  });
}

/** Runs the teller in both of its modes and looks wherever something of it is kept or shown. @returns where the value was found */
async function tellAndSearch(value: string, config: Record<string, string>): Promise<{ found: string[]; sentence: string }> {
  const customer = (await place.makeCustomer()).owner;
  const published = await place.publish(teller, { preview: true, retry: { attempts: 1, on: [] } });
  const installationId = await place.install(customer, published, config);
  const runs = [
    await askRun(customer, installationId, "run"),
    await askRun(customer, installationId, "preview"),
    await askRun(customer, installationId, "options"),
  ];
  const engine = { ...place.world.engine, clock: realClock };
  const answers = [
    ...(await Promise.all(runs.map((runId) => getRun(customer, { runId })))),
    await listRuns(customer, { limit: 50 }),
    await exportRuns(customer, installationId),
  ];
  const spellings = spellingsOf(value);
  const places = new Map([
    ...(await everyRow(engine)),
    ["answers", Buffer.from(JSON.stringify(answers))],
    ["server's log", Buffer.from(logged.join(""))],
  ]);
  const found = [...places].flatMap(([name, bytes]) => findSpellings(bytes, spellings).map((spelling) => `${name}: ${spelling}`));
  const files = searchFolder(join(place.dataDir, "blobs"), spellings);
  const [first] = answers;
  return { found: [...found, ...files.found], sentence: JSON.stringify(first) };
}

const canary = (): string => `cana+ry/ü "${randomBytes(9).toString("hex")}%&?`;

test("a secret that a program tells everywhere, in every spelling and split, is found nowhere", async () => {
  const value = canary();
  const { found, sentence } = await tellAndSearch(value, { api_key: value });
  assert.deepEqual(found, []);
  assert.match(sentence, /•••/);
});

test("the search finds what is not hidden: the same value in a plain setting", async () => {
  const value = canary();
  const { found } = await tellAndSearch(value, { told: value });
  for (const where of [
    "runs.run",
    "runs.log_chunk: plain",
    "runs.log_chunk: hex",
    "runs.log_chunk: base64 at 1",
    "runs.state",
    "runs.failed_item",
    "answers",
  ])
    assert.ok(
      found.some((one) => one.includes(where)),
      `${where} in ${found.join(", ")}`,
    );
});
