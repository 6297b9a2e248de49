import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, stopAll } from "../program-case.ts";
import { startRadicale } from "../servers/index.ts";

/** Exit 0, 0, 0, 1 (401), 1 (connection refused). Its status folder is the state directory: without it a deletion would come back. */
export const vdirsyncer: ProgramCase = {
  id: "vdirsyncer",
  folder: exampleFolder("vdirsyncer"),
  about: "vdirsyncer (Debian): two calendars in step, a directory as state",
  async open() {
    const radicale = await startRadicale();
    const { user, password } = radicale;
    for (const name of ["first", "second"]) await radicale.makeCalendar(name);
    await radicale.putEvent("first", "stand-up", "Stand-up");
    await radicale.putEvent("second", "lunch", "Lunch");
    const both = async (): Promise<string[][]> => [await radicale.summaries("first"), await radicale.summaries("second")];
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    return {
      config: { first_url: radicale.calendar("first"), first_user: user, second_url: radicale.calendar("second"), second_user: user },
      secrets: { first_password: password, second_password: password },
      hosts: [hostOf(radicale.url)],
      stop: () => stopAll([radicale]),
      runs: [
        {
          name: "events go both ways",
          expect: { outcome: "succeeded" },
          prove: async () =>
            assert.deepEqual(await both(), [
              ["Lunch", "Stand-up"],
              ["Lunch", "Stand-up"],
            ]),
        },
        { name: "idle when nothing changed", expect: { outcome: "succeeded" } },
        {
          name: "a deletion goes over, which needs the kept directory",
          before: async () =>
            void (await fetch(`${radicale.calendar("first")}stand-up.ics`, { method: "DELETE", headers: { authorization } })),
          expect: { outcome: "succeeded" },
          prove: async () => assert.deepEqual(await both(), [["Lunch"], ["Lunch"]]),
        },
        {
          name: "wrong password",
          secrets: { second_password: "not-the-password" },
          expect: { outcome: "failed", failureClass: "credentials" },
        },
        { name: "server is down", before: () => radicale.stop(), expect: { outcome: "failed", failureClass: "upstream" } },
      ],
    };
  },
};
