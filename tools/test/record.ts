import { tap, type TestEvent } from "node:test/reporters";

/** A reporter of Node's runner: TAP, and a line `# file ok 1.2 server/…/a.test.ts` when a file ends: its seconds, the start of its process included. */
export default async function* record(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  yield* tap(withFiles(source));
}

async function* withFiles(source: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  for await (const event of source) {
    yield event;
    // The runner names a whole file by its path.
    if (event.type !== "test:complete" || event.data.nesting !== 0) continue;
    const { name, file = "", details } = event.data;
    if (file.endsWith(`/${name}`))
      yield note(`file ${details.passed ? "ok" : "failed"} ${(details.duration_ms / 1000).toFixed(1)} ${name}`);
  }
}

function note(message: string): TestEvent {
  return { type: "test:diagnostic", data: { nesting: 0, message, level: "info" } };
}
