import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, stopAll } from "../program-case.ts";
import { startWebdav } from "../servers/index.ts";

/** Exit 0, 0, 1 (401), 5 (connection refused); all of its log is JSON on stderr. */
export const rclone: ProgramCase = {
  id: "rclone",
  retries: true,
  folder: exampleFolder("rclone"),
  about: "rclone (Debian): copies from one WebDAV server to another",
  async open() {
    const from = await startWebdav();
    const to = await startWebdav();
    await from.write("plans/kitchen.txt", "walnut");
    await from.write("0 errors found.txt", "an alarming name");
    return {
      config: { from_url: from.url, from_user: from.user, to_url: to.url, to_user: to.user },
      secrets: { from_password: from.password, to_password: to.password },
      hosts: [hostOf(from.url), hostOf(to.url)],
      stop: () => stopAll([from, to]),
      runs: [
        {
          name: "files arrive",
          expect: { outcome: "succeeded" },
          async prove() {
            assert.deepEqual(await to.list(), ["0 errors found.txt", "plans/kitchen.txt"]);
            assert.equal(await to.read("plans/kitchen.txt"), "walnut");
          },
        },
        { name: "idle when nothing changed", expect: { outcome: "succeeded" } },
        {
          name: "wrong password",
          secrets: { to_password: "not-the-password" },
          expect: { outcome: "failed", failureClass: "credentials" },
        },
        { name: "target is down", before: () => to.stop(), expect: { outcome: "failed", failureClass: "upstream" } },
      ],
    };
  },
};
