import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Value } from "typebox/value";
import { VerdictSchema, type MessageSummary, type Stream } from "@stoa/contract";
import { readManifest } from "../manifest/read-manifest.ts";
import { emptySummary, foldMessage } from "../messages/fold-messages.ts";
import { blamedFields } from "./blamed.ts";
import { createJudge, type Ending, type JudgeOptions } from "./judge.ts";

function judge(lines: string[], ending: Partial<Ending> = {}, success = "{}", options: JudgeOptions = {}) {
  const { manifest } = readManifest(`version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: x\nsuccess: ${success}\n`, {
    file: "stoa.yaml",
  });
  assert.ok(manifest);
  const made = createJudge(manifest, options);
  for (const [index, line] of lines.entries()) {
    const stream: Stream = line.startsWith("out:") ? "stdout" : "stderr";
    made.line(stream, line.replace(/^out:/, ""), index + 1);
  }
  const verdict = made.end({ exitCode: 0, signal: null, hit: null, messages: emptySummary(), ...ending });
  assert.ok(Value.Check(VerdictSchema, verdict));
  return verdict;
}
const brief = (...given: Parameters<typeof judge>) => {
  const verdict = judge(...given);
  return `${verdict.failureClass ?? verdict.outcome} ${verdict.rule} ${verdict.owner ?? "-"}`;
};
const counted = (counts: Partial<MessageSummary["counts"]>, items: { item: string; reason: string }[] = []) => {
  const messages = emptySummary();
  for (const [what, by] of Object.entries(counts)) foldMessage(messages, { kind: "count", what: what as "created", by });
  for (const item of items) foldMessage(messages, { kind: "failed", ...item });
  return messages;
};

test("What ended a run from outside decides", () => {
  assert.equal(brief([], { hit: "cancelled", exitCode: 143 }), "cancelled cancelled -");
  assert.equal(brief(["401 Unauthorized"], { hit: "timeout", exitCode: null, signal: "SIGTERM" }), "timeout hit-timeout publisher");
  assert.equal(brief([], { hit: "memory", exitCode: null, signal: "SIGKILL" }), "memory hit-memory publisher");
  assert.equal(brief([], { hit: "platform", exitCode: null }), "platform hit-platform operator");
  assert.match(judge([], { hit: "policy", exitCode: 1, refusedHosts: ["evil.example:443"] }).sentence, /tried to reach evil\.example:443/);
});

test("Exit codes and signals", () => {
  assert.equal(brief([], { exitCode: 1 }), "integration exit-1 publisher");
  assert.equal(brief([], { exitCode: 77 }), "credentials exit-77 customer");
  assert.equal(brief([], { exitCode: 75 }), "upstream exit-75 upstream");
  assert.equal(brief([], { exitCode: 78 }), "configuration exit-78 customer");
  assert.equal(brief(["HTTP 401"], { exitCode: 75 }), "credentials log-credentials customer");
  assert.equal(brief(["x: not found, HTTP 401"], { exitCode: 127 }), "integration exit-127 publisher");
  assert.equal(brief([], { exitCode: null, signal: "SIGSEGV" }), "integration signal-SIGSEGV publisher");
  assert.equal(brief([], { exitCode: 137 }), "memory signal-SIGKILL publisher");
  assert.equal(brief([], { exitCode: 137, limitsTold: true }), "integration exit-137 publisher");
  assert.equal(brief([], { exitCode: null, signal: "SIGKILL", limitsTold: true }), "integration signal-SIGKILL publisher");
  assert.equal(brief([], { exitCode: 143, limitsTold: true }), "integration exit-143 publisher");
  assert.equal(brief([], { exitCode: null, signal: "SIGTERM", limitsTold: true }), "platform signal-SIGTERM operator");
  assert.equal(brief([], { exitCode: 143, signal: "SIGTERM", limitsTold: true }), "platform signal-SIGTERM operator");
  assert.equal(brief([], { exitCode: 143, signal: "SIGTERM", limitsTold: true }, "{ exit: [0, 143] }"), "succeeded succeeded -");
  assert.equal(
    brief([], { exitCode: null, signal: "SIGTERM", limitsTold: true }, "{ exit: [0, 143] }"),
    "platform signal-SIGTERM operator",
  );
  assert.equal(brief([], { exitCode: 3 }, "{ exit: [0, 3] }"), "succeeded succeeded -");
});

test("The last telling line is the cause, stderr before stdout", () => {
  assert.equal(brief(["HTTP 401, refreshing token", "TypeError: x is undefined"], { exitCode: 1 }), "integration exit-1 publisher");
  assert.equal(brief(["TypeError: fetch failed", "cause: connect ECONNREFUSED"], { exitCode: 1 }), "upstream log-upstream upstream");
  assert.equal(brief(["out:connection refused", "invalid api key"], { exitCode: 1 }), "credentials log-credentials customer");
  assert.equal(
    judge(["a", "status 503 from https://api.example.com/x"], { exitCode: 1 }).sentence,
    "api.example.com answered with an error of its own; a later run may work.",
  );
  assert.deepEqual(judge(["a", "b"], { exitCode: 1 }).evidence, { stream: "stderr", line: 2, text: "b" });
});

test("A host nobody declared is a matter of policy, a declared one of the other service", () => {
  const line = ["curl: (6) Could not resolve host: evil.example"];
  const boxed = { hosts: ["api.example.com", "*.good.example"] };
  assert.equal(brief(line, { exitCode: 6 }, "{}", boxed), "policy undeclared-host publisher");
  assert.match(judge(line, { exitCode: 6 }, "{}", boxed).sentence, /evil\.example, which it has not declared/);
  assert.equal(brief(["curl: (6) Could not resolve host: a.good.example"], { exitCode: 6 }, "{}", boxed), "upstream log-upstream upstream");
  assert.equal(brief(line, { exitCode: 6 }), "upstream log-upstream upstream");
});

test("Exit 0 is not believed when stderr says otherwise, and believed when it was made good", () => {
  assert.equal(
    brief(["2026-11-22 18:05:41,298 [ERROR] <urlopen error [Errno 111] Connection refused>: news"]),
    "upstream error-level upstream",
  );
  assert.equal(brief(["ERROR attempt 1/3 failed: connection reset"]), "succeeded succeeded -");
  assert.equal(brief(["ERROR: page 3 failed: connection reset", "INFO: second attempt succeeded"]), "succeeded succeeded -");
  assert.equal(brief(["ERROR: page 3 failed: connection reset", "INFO: second attempt did not succeed"]), "upstream error-level upstream");
  assert.equal(brief(["Traceback (most recent call last):", '  File "x"', "KeyError: 'a'"]), "integration traceback publisher");
  assert.equal(
    brief(["Exception ignored in: <function A>", "Traceback (most recent call last):", '  File "x"', "KeyError: 'a'"]),
    "succeeded succeeded -",
  );
  assert.equal(brief(["out:2026-11-22 18:05:41 ERROR a row of somebody's log"]), "succeeded succeeded -");
  assert.equal(brief(['{"level":"error","msg":"401 Unauthorized"}']), "credentials error-level customer");
});

test("A manifest switches default rules off and states its own", () => {
  const line = ["ERROR: cannot find optional plugin"];
  assert.equal(brief(line), "integration error-level publisher");
  assert.equal(brief(line, {}, "{ disable: [error-level] }"), "succeeded succeeded -");
  assert.equal(brief(line, {}, "{ ignore: ['optional plugin'] }"), "succeeded succeeded -");
  const own = judge(["out:quota is full"], {}, "{ fail: [{ any: '(?i)QUOTA', class: upstream, say: Their quota is full. }] }");
  assert.deepEqual([own.rule, own.failureClass, own.sentence], ["fail-1", "upstream", "Their quota is full."]);
  assert.equal(brief(["quota"], {}, "{ fail: [{ stdout: quota }] }"), "succeeded succeeded -");
  assert.equal(brief([], {}, "{ require: [{ stdout: '^done$' }] }"), "integration require-1 publisher");
  assert.equal(brief(["out:done"], {}, "{ require: [{ stdout: '^done$' }] }"), "succeeded succeeded -");
});

test("Counters speak", () => {
  const items = [{ item: "order 12", reason: "no address" }];
  const failed = judge([], { messages: counted({ created: 3 }, items) });
  assert.deepEqual([failed.rule, failed.sentence], ["failed-items", "1 item failed; the first is order 12: no address."]);
  assert.equal(judge([], { messages: counted({ created: 3 }, items) }, "{ failed_items: 1 }").sentence, "Done: 3 created, 1 failed.");
  assert.equal(brief([], { messages: counted({ created: 0 }) }, "{ at_least: { created: 1 } }"), "integration at-least publisher");
  const idle = { created: 0, updated: 0, skipped: 4, failed: 0 };
  assert.equal(
    brief([], { messages: counted({ skipped: 4 }), previousRuns: [idle, idle] }, "{ unchanged: 3 }"),
    "integration unchanged publisher",
  );
  assert.equal(brief([], { messages: counted({ skipped: 4 }), previousRuns: [idle] }, "{ unchanged: 3 }"), "succeeded succeeded -");
  assert.equal(brief([], { messages: counted({ updated: 1 }), previousRuns: [idle, idle] }, "{ unchanged: 3 }"), "succeeded succeeded -");
});

test("A program's own words stand over a run that went well whole, and over no other", () => {
  const messages = { ...counted({ created: 28 }), said: "Sent 28 contacts." };
  assert.equal(judge([], { messages }).sentence, "“Sent 28 contacts.”");
  assert.match(judge(["401 Unauthorized"], { messages, exitCode: 1 }).sentence, /refused the credentials/);
  const partly = { ...counted({ created: 27 }, [{ item: "x", reason: "" }]), said: "All went well." };
  assert.equal(judge([], { messages: partly }, "{ failed_items: 1 }").sentence, "Done: 27 created, 1 failed.");
});

test("A preview or a check is not judged by counters", () => {
  assert.equal(brief([], { messages: counted({ failed: 3 }) }, "{}", { mode: "preview" }), "succeeded succeeded -");
  assert.equal(brief([], {}, "{}", { mode: "options" }), "integration no-options publisher");
});

test("No line makes the judge throw, and the verdict keeps to its schema", () => {
  const words = fc.constantFrom(
    "ERROR",
    "Traceback (most recent call last):",
    "panic: ",
    "errors",
    "rows",
    "total time",
    "-----",
    "401",
    "refused",
    " ",
    ": ",
    "\u001b[31m",
    "0",
    "Total",
  );
  const line = fc.oneof(
    fc.array(words).map((parts) => parts.join("  ")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(fc.property(fc.array(line), fc.integer({ min: 0, max: 255 }), (lines, exitCode) => void judge(lines, { exitCode })));
});

test("Hostile lines cost linear time", () => {
  const pieces = [
    "a",
    " ",
    "-",
    "0",
    "ERROR ",
    "[",
    "(",
    "errors  ",
    "401 ",
    "host='",
    "connection to ",
    "https://a",
    "\u001b[",
    "x: ",
    "level=",
    "lookup ",
    "rows  total time  errors  ",
  ];
  for (const piece of pieces) {
    const line = piece.repeat(Math.ceil(16_384 / piece.length));
    const started = performance.now();
    for (let round = 0; round < 20; round++) judge([line, line], { exitCode: round % 2 });
    assert.ok(performance.now() - started < 2_000, `${piece}: ${Math.round(performance.now() - started)} ms for 40 lines of 16 KB`);
  }
});

test("Who refused credentials is named, by the accounts of the manifest and the line behind it", () => {
  const form =
    "configs: { schema: { type: object, properties: { api_key: { type: string, format: secret, title: API key }, smtp_user: { type: string }, smtp_password: { type: string, format: secret } } } }";
  const ledger = "{ name: ledgerline, kind: api-key, title: Ledgerline, fields: [api_key] }";
  const mail = "{ name: mail, kind: basic, title: Mail server, fields: [smtp_user, smtp_password] }";
  const crm = "{ name: crm, provider: hubspot, title: HubSpot, env: { CRM_TOKEN: access_token }, raw: It signs each request. }";
  const said = (line: string, accounts: string) => {
    const source = `version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: x\n${form}\nconnections: [${accounts}]\n`;
    const { manifest, problems } = readManifest(source, { file: "stoa.yaml" });
    assert.ok(manifest, JSON.stringify(problems));
    const made = createJudge(manifest);
    made.line("stderr", line, 1);
    const verdict = made.end({ exitCode: 77, signal: null, hit: null, messages: emptySummary() });
    return [verdict.sentence, blamedFields(manifest, "credentials", line).join(" ")];
  };
  const both = `${ledger}, ${mail}`;
  const key = ["Ledgerline does not accept this integration's API key; make a new one there and enter it in the settings.", "api_key"];
  assert.deepEqual(said("Ledgerline answered 401 Unauthorized: {}", both), key);
  assert.deepEqual(said("HTTP 401: invalid api_key", both), key);
  assert.deepEqual(said("The mail server refused user or password: 535", both), [
    "Mail server does not accept the user name or password; enter them again in the settings.",
    "smtp_user smtp_password",
  ]);
  assert.deepEqual(said("401 Unauthorized", both), [
    "Ledgerline or Mail server refused what it was given; look at each in the settings.",
    "",
  ]);
  assert.deepEqual(said("status 401 from https://api.example.com/x", both), [
    "api.example.com refused the credentials; enter them again in the settings, or connect the account again.",
    "",
  ]);
  assert.deepEqual(said("401 Unauthorized", crm)[1], "");
  assert.match(said("HubSpot said 401 Unauthorized", crm)[0] ?? "", /^HubSpot .* connect it again/);
});

test("A setting that a failed run names alone is the one to look at", () => {
  const source =
    "version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: x\nconfigs: { schema: { type: object, properties: { mail_to: { type: string, title: Send to }, folder: { type: string } } } }\n";
  const { manifest } = readManifest(source, { file: "stoa.yaml" });
  assert.ok(manifest);
  assert.deepEqual(blamedFields(manifest, "configuration", "no such folder: inbox/2"), ["folder"]);
  assert.deepEqual(blamedFields(manifest, "configuration", "bad STOA_CFG_MAIL_TO"), ["mail_to"]);
  assert.deepEqual(blamedFields(manifest, "configuration", "folder and mail_to do not fit"), []);
  assert.deepEqual(blamedFields(manifest, "integration", "no such folder"), []);
});
