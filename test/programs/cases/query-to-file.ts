import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, stopAll } from "../program-case.ts";
import { startSecondPostgres, startWebdav } from "../servers/index.ts";

/** Exit 0, 1 (a Python trace: password authentication failed), 1 (a trace: relation does not exist). */
export const queryToFile: ProgramCase = {
  id: "query-to-file",
  folder: exampleFolder("pypi/query-to-file"),
  about: "csvkit and psycopg2 (PyPI), compiled against Debian's libpq: a query into a file",
  async open() {
    const database = await startSecondPostgres();
    const dav = await startWebdav();
    await database.query("create table stock (id int primary key, name text)");
    await database.query("insert into stock values (1, 'Oak'), (2, 'Ash, white')");
    return {
      config: {
        db_host: database.host,
        db_port: database.port,
        db_name: database.database,
        db_user: database.user,
        query: "select * from stock order by id",
        webdav_url: `${dav.url}/stock.csv`,
        webdav_user: dav.user,
      },
      secrets: { db_password: database.password, webdav_password: dav.password },
      hosts: [`${database.host}:${database.port}`, hostOf(dav.url)],
      stop: () => stopAll([database, dav]),
      runs: [
        {
          name: "rows arrive",
          expect: { outcome: "succeeded", counts: { updated: 2 } },
          prove: async () => assert.equal(await dav.read("stock.csv"), 'id,name\n1,Oak\n2,"Ash, white"\n'),
        },
        {
          name: "wrong password",
          secrets: { db_password: "not-the-password" },
          expect: { outcome: "failed", failureClass: "credentials" },
        },
        { name: "no such table", config: { query: "select * from nowhere" }, expect: { outcome: "failed" } },
      ],
    };
  },
};
