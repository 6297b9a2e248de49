import { chmod, chown, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { silentLog } from "../../../server/machine/log.ts";
import { findBinaries, reachableBinaries, startPostgres } from "../../../server/machine/postgres/index.ts";
import { serviceUser } from "../../../server/machine/supervise/run-as.ts";
import { freePort, once, type Server, temporaryFolder } from "./server.ts";

export type SecondPostgres = Server & {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** Runs one statement as the database's owner; rows as objects. */
  query(sql: string): Promise<Record<string, unknown>[]>;
};

const [user, password, database] = ["shop", "pg-secret-4711", "shop"];

/** A Postgres of a customer: its own cluster, on a port of 127.0.0.1, reached by password. */
export async function startSecondPostgres(): Promise<SecondPostgres> {
  const folder = await temporaryFolder("postgres");
  await chmod(folder.path, 0o755);
  const [port, runAs] = [await freePort(), serviceUser()];
  const rules = join(folder.path, "pg_hba.conf");
  await writeFile(rules, "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
  if (runAs) await chown(rules, runAs.uid, runAs.gid);
  const settings = { listen_addresses: "127.0.0.1", port: String(port), hba_file: rules };
  const binaries = reachableBinaries(findBinaries(), runAs, folder.path);
  const dataDir = join(folder.path, "data");
  const server = await startPostgres({ dataDir, runAs, log: silentLog, purpose: "scratch", settings, binaries });
  const admin = new pg.Client({ ...server.superuser, port });
  await admin.connect();
  await admin.query(`create role ${user} login password '${password}'`);
  await admin.query(`create database ${database} owner ${user}`);
  await admin.end();
  const pool = new pg.Pool({ host: "127.0.0.1", port, user, password, database, max: 2 });
  // A connection that lies idle when the server is stopped says so; the next query tells whoever asks.
  pool.on("error", () => {});
  return {
    host: "127.0.0.1",
    port,
    user,
    password,
    database,
    query: async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows,
    stop: once(async () => {
      await pool.end();
      await server.stop();
      await folder.remove();
    }),
  };
}
