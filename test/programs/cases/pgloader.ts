import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, stopAll } from "../program-case.ts";
import { startFeedServer, startSecondPostgres } from "../servers/index.ts";

const header = "id,name,email,credit";
const good = `${header}\n1,Anna,anna@x.example,10.50\n2,"Bo, Jr",bo@x.example,0\n`;
const bad = `${header}\n1,Anna,anna@x.example,10.50\n2,Bo,bo@x.example,plenty\n3,Cy,cy@x.example,3\n`;

/** Exit 0, 0 (a row was refused; the closing table counts it twice), 1 (28P01), 1 (connection refused). Its log is on stdout. */
export const pgloader: ProgramCase = {
  id: "pgloader",
  folder: exampleFolder("pgloader"),
  about: "pgloader (Debian): a CSV file into another Postgres; ends with 0 when rows are lost",
  async open() {
    const feed = await startFeedServer();
    const database = await startSecondPostgres();
    await database.query("create table contacts (id int primary key, name text not null, email text, credit numeric)");
    feed.put("/good.csv", good, "text/csv");
    feed.put("/bad.csv", bad, "text/csv");
    const names = async () => (await database.query("select name from contacts order by id")).map((row) => row["name"]);
    return {
      config: {
        csv_url: `${feed.url}/good.csv`,
        db_host: database.host,
        db_port: database.port,
        db_name: database.database,
        db_user: database.user,
      },
      secrets: { db_password: database.password },
      hosts: [hostOf(feed.url), `${database.host}:${database.port}`],
      stop: () => stopAll([feed, database]),
      runs: [
        { name: "rows arrive", expect: { outcome: "succeeded" }, prove: async () => assert.deepEqual(await names(), ["Anna", "Bo, Jr"]) },
        {
          name: "one bad row, exit 0",
          config: { csv_url: `${feed.url}/bad.csv` },
          expect: { outcome: "failed", failureClass: "integration", failedItems: [/^2, Bo, bo@x\.example, plenty$/] },
          prove: async () => assert.deepEqual(await names(), ["Anna", "Cy"]),
        },
        {
          name: "wrong password",
          secrets: { db_password: "not-the-password" },
          expect: { outcome: "failed", failureClass: "credentials" },
        },
        { name: "database is down", before: () => database.stop(), expect: { outcome: "failed", failureClass: "upstream" } },
      ],
    };
  },
};
