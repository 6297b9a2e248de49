import pg from "pg";
import { createTestDatabase } from "../../server/testing/postgres.ts";
import { statements } from "./statements.ts";

interface Row {
  schema: string;
  object: string;
  text: string;
}

const head = "-- The schema as a fresh database has it after every migration. Written by npm run schema, read in reviews; never run.\n";

/** Migrates a throw-away database and tells its schema as SQL, in an order that does not change: schemas by name, then kind, then name. */
export async function dumpSchema(): Promise<string> {
  const database = await createTestDatabase();
  const client = new pg.Client(database.superuser);
  await client.connect();
  try {
    // Names are printed with their schema only when it is not on the search path.
    await client.query("set search_path to ''");
    return await dump(client);
  } finally {
    await client.end();
    await database.drop();
  }
}

async function dump(client: pg.Client): Promise<string> {
  const rows: (Row & { kind: number })[] = [];
  for (const [kind, statement] of Object.values(statements).entries()) {
    const found = await client.query<Row>(statement);
    rows.push(...found.rows.map((row) => ({ ...row, kind })));
  }
  const key = ({ schema, kind, object, text }: (typeof rows)[number]): string => [schema, kind, object, text].join("\u0000");
  const sorted = rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  return `${head}${sorted.map(({ text }) => `\n${text.trimEnd()}\n`).join("")}`;
}
