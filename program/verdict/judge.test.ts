import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Value } from "typebox/value";
import { VerdictSchema, type MessageSummary, type Stream } from "@stoa/contract";
import { readManifest } from "../manifest/read-manifest.ts";
import { emptySummary, foldMessage } from "../messages/fold-messages.ts";
import { addressSettings } from "./address-settings.ts";
import { blamedFields } from "./blamed.ts";
import { createJudge, type Ending, type JudgeOptions } from "./judge.ts";
import { limitSentence, type AttemptLimits } from "./limit-sentences.ts";

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
  assert.equal(
    judge([], { hit: "memory", exitCode: null, signal: "SIGKILL" }).sentence,
    "The run used more than 256 MB of memory and was stopped; what it had saved is kept.",
  );
  assert.match(judge([], { hit: "timeout", exitCode: null }).sentence, /^The run took longer than 10 min and was stopped;/);
  assert.match(judge([], { hit: "pids", exitCode: 1 }).sentence, /^The run started more than 64 processes and was stopped;/);
  assert.match(
    judge([], { hit: "output", exitCode: null }).sentence,
    /^The run wrote more log than allowed/,
    "whose measure is not known here",
  );
  assert.match(judge([], { hit: "policy", exitCode: 1, refusedHosts: ["evil.example:443"] }).sentence, /tried to reach evil\.example:443/);
});

test("a limit is told with its measure, in the largest whole unit", () => {
  const of = (more: object): AttemptLimits => ({ memoryBytes: 0, pids: 1, wallMs: 0, ...more });
  assert.match(limitSentence("memory", of({ memoryBytes: 2 ** 31 })) ?? "", /more than 2 GB of memory/);
  assert.match(limitSentence("timeout", of({ wallMs: 20_000 })) ?? "", /longer than 20 s /);
  assert.match(limitSentence("timeout", of({ wallMs: 7_200_000 })) ?? "", /longer than 2 h /);
  assert.match(limitSentence("disk", of({ tmpBytes: 2 ** 28 })) ?? "", /its disk of 256 MB holds/);
  assert.match(limitSentence("output", of({ outputBytes: 2 ** 28 })) ?? "", /more than 256 MB of log/);
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
  assert.equal(brief([], { exitCode: null, signal: "SIGTERM" }), "platform signal-SIGTERM operator");
  assert.equal(brief([], { exitCode: 143, limitsTold: true }), "integration exit-143 publisher");
  assert.equal(brief([], { exitCode: 143, signal: "SIGTERM" }, "{ exit: [0, 143] }"), "succeeded succeeded -");
  assert.equal(brief([], { exitCode: 3 }, "{ exit: [0, 3] }"), "succeeded succeeded -");
});

test("a signal that came from no limit is the program's own, with a shell around it or without", () => {
  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGKILL", 137],
    ["SIGSEGV", 139],
    ["SIGPIPE", 141],
    ["SIGINT", 130],
  ] as const)
    for (const ended of [
      { exitCode: null, signal },
      { exitCode: code, signal },
      { exitCode: code, signal: null },
    ]) {
      const told = { ...ended, limitsTold: true };
      assert.equal(brief([], told), `integration exit-${code} publisher`);
      assert.equal(brief(["HTTP 401"], told), "credentials log-credentials customer");
      assert.equal(brief([], told, `{ exit: [0, ${code}] }`), "succeeded succeeded -");
      assert.equal(brief([], told, "{ exit: [0, 1] }"), `integration exit-${code} publisher`);
    }
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
  const wrong = { ...emptySummary(), said: 'The list in "File" has no name.' };
  assert.equal(judge(["x"], { messages: wrong, exitCode: 78 }).sentence, '“The list in "File" has no name.”');
  assert.equal(brief(["HTTP 401"], { messages: wrong, exitCode: 78 }), "credentials log-credentials customer");
  assert.match(judge(["x"], { messages: wrong, exitCode: 75 }).sentence, /could not be reached/);
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

const formed = (() => {
  const source = `version: 1
contract: stoa
name: hello
base: bash
run: x
configs: { schema: { type: object, properties: { ledgerline_url: { type: string, title: Address of Ledgerline }, smtp_server: { type: string, title: Mail server }, api_key: { type: string, format: secret } } } }
connections: [{ name: ledgerline, kind: api-key, title: Ledgerline, fields: [api_key], http: { base: "{config.ledgerline_url}", auth: { header: A, value: "{api_key}" }, allow: [GET /api] } }]
network: { hosts: ["{config.smtp_server}", "fixed.example:443"] }
`;
  const { manifest, problems } = readManifest(source, { file: "stoa.yaml" });
  assert.ok(manifest, JSON.stringify(problems));
  return manifest;
})();
const config = { ledgerline_url: "http://app.example/integrations", smtp_server: "127.0.0.1:255" };
const at = (host: string, port: number, more: { forbidden?: boolean; unknown?: boolean } = {}) => ({
  host,
  port,
  forbidden: more.forbidden ?? false,
  unknown: more.unknown ?? false,
});

function blame(line: string, ending: Partial<Ending>, values: Record<string, unknown> = config): string[] {
  const addresses = addressSettings(formed, values);
  const made = createJudge(formed, { addresses, hosts: ["app.example", "fixed.example"] });
  made.line("stderr", line, 1);
  const verdict = made.end({ exitCode: 1, signal: null, hit: null, messages: emptySummary(), ...ending });
  const fields = blamedFields(formed, verdict.failureClass ?? "platform", line, verdict.sentence);
  return [`${verdict.failureClass} ${verdict.rule} ${verdict.owner}`, verdict.sentence, fields.join(" ")];
}

test("An address of a setting that cannot be reached is its customer's to correct, in that field", () => {
  const reset = "The mail server did not take the mail: [Errno 104] Connection reset by peer";
  const forbidden = [at("127.0.0.1", 255, { forbidden: true })];
  const [kind, sentence, fields] = blame(reset, { missed: forbidden, refusedHosts: ["127.0.0.1:255"] });
  assert.deepEqual([kind, fields], ["configuration setting-address customer", "smtp_server"]);
  assert.match(sentence ?? "", /^The address in "Mail server", 127\.0\.0\.1:255, is not a public one.*ask the operator to allow it\.$/);
  assert.equal(blame("panic: runtime error: nil", { missed: forbidden })[0], "configuration setting-address customer");
  assert.equal(blame("401 Unauthorized", { missed: forbidden })[0], "credentials log-credentials customer");
  const silent = [at("app.example", 80)];
  assert.match(
    blame("Ledgerline answered 502 Bad Gateway", { missed: silent })[1] ?? "",
    /"Address of Ledgerline", app\.example:80, does not answer/,
  );
  assert.match(blame("x: could not connect", { missed: [at("app.example", 80, { unknown: true })] })[1] ?? "", /no server of this name/);
  const away = blame("x: could not connect", { missed: silent, worked: true });
  assert.deepEqual(away.slice(0, 2), [
    "upstream log-upstream upstream",
    `app.example:80, the address in "Address of Ledgerline", cannot be reached just now; a later run may work.`,
  ]);
  const bare = { ...config, smtp_server: "mail.northwind.example" };
  const port = "The mail server did not take the mail: [Errno 111] Connection refused";
  const unasked = blame(port, { reached: [{ host: "app.example" }] }, bare);
  assert.deepEqual([unasked[0], unasked[2]], ["configuration setting-address customer", "smtp_server"]);
  assert.match(unasked[1] ?? "", /^"Mail server", mail\.northwind\.example, does not answer;.*port may be missing/);
  const elsewhere = blame(port, { reached: [{ host: "app.example" }, { host: "mail.northwind.example" }] }, bare);
  assert.deepEqual(elsewhere.slice(0, 2), [
    "upstream log-upstream upstream",
    '"Mail server" refused the connection; a later run may work.',
  ]);
  const nonsense = blame("curl: (6) Could not resolve host: hallo", {}, { ...config, smtp_server: "hallo das ist keine adresse" });
  assert.deepEqual([nonsense[0], nonsense[2]], ["configuration setting-address customer", "smtp_server"]);
});

test("A private address that the manifest itself declares is no setting's fault, an undeclared one its publisher's", () => {
  const [kind, sentence] = blame("connect ECONNRESET", {
    missed: [at("fixed.example", 443, { forbidden: true })],
    refusedHosts: ["fixed.example:443"],
  });
  assert.equal(kind, "policy forbidden-address publisher");
  assert.match(sentence ?? "", /needs fixed\.example:443, which is not a public address; its operator has to allow it/);
  assert.equal(blame("curl: (6) Could not resolve host: evil.example", {})[0], "policy undeclared-host publisher");
});

test("A setting whose server lacks what was asked for is named, by its address or the account there", () => {
  const there =
    'The server in "Address of Ledgerline", app.example:80, does not have what was asked for; check that setting and run again.';
  assert.deepEqual(blame("Ledgerline answered 404 Not Found: <!doctype html>", {}).slice(1), [there, "ledgerline_url"]);
  assert.equal(blame("http://app.example/integrations/x cannot be read: HTTP status 404", {})[1], there);
  assert.match(blame("HTTP status 404", {})[1] ?? "", /^The other service does not have/);
  assert.equal(blame("STOA_CFG_SMTP_SERVER is bad", {})[1], 'The setting "Mail server" does not work; change it and run again.');
});

test("Items that failed for a reason are for their customer to look at, unless the reason speaks of another", () => {
  const told = (...reasons: string[]) => {
    const { failureClass, sentence } = judge([], {
      messages: counted(
        {},
        reasons.map((reason, index) => ({ item: `row ${index + 1}`, reason })),
      ),
    });
    return `${failureClass}: ${sentence}`;
  };
  assert.equal(
    told("name: a name is needed", "name: a name is needed"),
    "configuration: 2 items failed, for one reason: name: a name is needed.",
  );
  assert.equal(told("no address", "no name"), "configuration: 2 items failed; the first is row 1: no address.");
  assert.match(told("HTTP 503 from the shop"), /^upstream/);
  assert.match(told("TypeError: x is undefined"), /^integration/);
  assert.match(told(""), /^integration: 1 item failed; the first is row 1\.$/);
});
