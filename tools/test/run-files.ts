import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import record from "./record.ts";

// run-files.ts --together 4 --limit 600000 --record file.tap <test file...>: Node's runner, which begins the files in the order they are given.
// Tells a person on stdout, keeps a record, exits 1 when anything failed.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { together: { type: "string" }, limit: { type: "string" }, record: { type: "string", default: "tests.tap" } },
});
const tests = run({ files: positionals, concurrency: Number(values.together), timeout: Number(values.limit) });
// Each reporter hears every kind of event.
tests.setMaxListeners(40);
tests.on("test:fail", ({ todo }) => {
  if (todo === undefined || todo === false) process.exitCode = 1;
});
tests.compose(spec).pipe(process.stdout);
tests.compose(record).pipe(createWriteStream(values.record));
