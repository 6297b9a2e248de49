import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, stopAll } from "../program-case.ts";
import { startFeedServer } from "../servers/index.ts";

/** An issue as Redmine's REST API gives it. */
function issueOf(id: number, subject: string): object {
  const named = (name: string): object => ({ id: 1, name });
  const moments = { created_on: "2026-03-01T09:00:00Z", updated_on: "2026-03-01T09:00:00Z" };
  const kinds = { project: named("Web"), tracker: named("Bug"), status: named("New"), priority: named("Normal"), author: named("Ann") };
  return { id, subject, description: "", ...kinds, ...moments };
}

const asked = "/issues.json?limit=100";

/** Exit 0 always, also with a tracker that cannot be reached: a trace and `ERROR:` lines on stderr tell. */
export const bugwarrior: ProgramCase = {
  id: "bugwarrior",
  folder: exampleFolder("pypi/bugwarrior"),
  about: "bugwarrior (PyPI) with Debian's taskwarrior: issues of two trackers; ends with 0 whatever happens",
  async open() {
    const trackers = [await startFeedServer(), await startFeedServer()] as const;
    const issues = [issueOf(1, "Broken link"), issueOf(2, "0 errors shown as failed")];
    trackers[0].put(asked, JSON.stringify({ issues, total_count: 2 }), "application/json");
    trackers[1].put(asked, JSON.stringify({ issues: [], total_count: 0 }), "application/json");
    return {
      config: { first_url: trackers[0].url, second_url: trackers[1].url },
      secrets: { first_key: "first-key-4711", second_key: "second-key-4711" },
      hosts: trackers.map((tracker) => hostOf(tracker.url)),
      stop: () => stopAll([...trackers]),
      runs: [
        {
          name: "both trackers answer",
          expect: { outcome: "succeeded" },
          prove: () =>
            assert.deepEqual(
              trackers.map((tracker) => tracker.asked),
              [[asked], [asked]],
            ),
        },
        { name: "idle: nothing new", expect: { outcome: "succeeded" } },
        { name: "one tracker down, exit 0", before: () => trackers[1].down(), expect: { outcome: "failed", failureClass: "upstream" } },
      ],
    };
  },
};
