import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Writable } from "node:stream";
import { test } from "node:test";
import { readConfig } from "./config.ts";
import { StoaError } from "./errors.ts";
import { createLog } from "./log.ts";

test("a setting that cannot be one is refused by its name, with what may stand there", () => {
  const wrongs: Record<string, string> = {
    STOA_PORT: "http",
    STOA_URL: "stoa.example.com/path",
    STOA_TLS_CERT: "/etc/ssl/stoa.pem",
    STOA_TRUSTED_PROXIES: "proxy.example",
    STOA_RAW_SECRETS: "never",
    STOA_EXAMPLE: "maybe",
    STOA_SLOTS: "0",
    STOA_WARM_SLOTS: "-1",
    STOA_CUSTOMER_MBITS: "fast",
    STOA_KEEP_LOGS: "90",
    STOA_LOG: "loud",
  };
  for (const [name, value] of Object.entries(wrongs))
    assert.throws(
      () => readConfig({ STOA_DATA: "/nonexistent", [name]: value }),
      (error: unknown) => error instanceof StoaError && error.code === "setup" && error.message.includes(name) && error.fix !== "",
      name,
    );
  const { port, listen, publicUrl, example } = readConfig({ STOA_DATA: "/nonexistent" });
  assert.deepEqual([port, listen, publicUrl, example], [4400, "127.0.0.1", "http://127.0.0.1:4400", { port: 4410 }]);
  assert.equal(readConfig({ STOA_DATA: "/nonexistent", STOA_URL: "https://stoa.example.com" }).example, undefined);
});

test("docs/operator.md names every setting", () => {
  const settings = new Set(readFileSync(new URL("config.ts", import.meta.url), "utf8").match(/STOA_[A-Z_]+/g));
  const page = readFileSync(new URL("../../docs/operator.md", import.meta.url), "utf8");
  assert.ok(settings.size > 15);
  assert.deepEqual(
    [...settings].filter((name) => !page.includes(`\`${name}\``)),
    [],
  );
});

test("what a field's name says is a secret reaches no log line", () => {
  let written = "";
  const destination = new Writable({ write: (chunk: Buffer, _encoding, done) => ((written += chunk.toString()), done()) });
  const log = createLog({ destination });
  const value = "canary-4711";
  log.info(
    { token: value, request: { headers: { authorization: value, cookie: value } }, input: { password: value, config: { a: value } } },
    "asked",
  );
  log.error({ err: Object.assign(new Error("refused"), { config: { key: value } }), code: value, url: `https://x/${value}` }, "failed");
  const lines = written
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { msg: string });
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ["asked", "failed"],
  );
  assert.ok(!written.includes(value), written);
  assert.match(written, /\[redacted\]/);
});
