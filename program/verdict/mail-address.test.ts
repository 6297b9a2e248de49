import assert from "node:assert/strict";
import { test } from "node:test";
import { readManifest } from "../manifest/read-manifest.ts";
import { emptySummary } from "../messages/fold-messages.ts";
import { blamedFields } from "./blamed.ts";
import { createJudge } from "./judge.ts";

test("An e-mail address that a mail server refuses is its customer's to correct, in its field where that is one alone", () => {
  const manifestOf = (properties: string) => {
    const top = "version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: x\n";
    const read = readManifest(`${top}configs: { schema: { type: object, properties: { ${properties} } } }\n`, { file: "stoa.yaml" });
    assert.ok(read.manifest);
    return read.manifest;
  };
  const manifest = manifestOf("mail_from: { type: string, title: Sender }, mail_to: { type: string, title: Send to }");
  const plain = manifestOf("days: { type: integer, title: Days }");
  const said = (line: string, of = manifest): [string | null, string, string] => {
    const made = createJudge(of);
    made.line("stderr", line, 1);
    const { failureClass, sentence } = made.end({ exitCode: 1, signal: null, hit: null, messages: emptySummary() });
    return [failureClass, sentence, blamedFields(of, failureClass ?? "platform", line, sentence).join()];
  };
  const sender = "The mail server did not take the mail: (501, b'Error: Bad sender address syntax')";
  assert.deepEqual(said(sender), [
    "configuration",
    'What stands in "Sender" is no e-mail address that the mail server accepts; correct it in the settings.',
    "mail_from",
  ]);
  assert.equal(said("(501, b'Error: Bad recipient address syntax')")[2], "mail_to");
  assert.equal(said("error: 550 5.1.1 <x@example.com>: Recipient address rejected: User unknown")[2], "mail_to");
  assert.match(said(sender, plain)[1], /^The mail server does not accept an e-mail address;/);
});
