import assert from "node:assert/strict";
import { test } from "node:test";
import { foldFlaps } from "./fold-flaps.ts";
import { writeMail } from "./mail-words.ts";
import type { ToldNotice } from "./store/readers.ts";

const address = "https://stoa.example.com";
const links = { address, linkTo: (path: string) => `${address}/shop${path}`, code: "code", more: false };
const notices = (installationId: string, ...kinds: ToldNotice["kind"][]): ToldNotice[] =>
  kinds.map((kind, at) => ({
    id: `${installationId}-${at}`,
    sideId: "s",
    customerId: "c",
    installationId,
    kind,
    cause: null,
    runId: null,
    at,
    name: installationId,
    sentence: null,
  }));
const said = (language: "en" | "de", ...kinds: ToldNotice["kind"][]) => {
  const { subject, body } = writeMail(foldFlaps(notices("Books", ...kinds)), language, links);
  return `${subject}: ${body.split("\n")[1]}`;
};

test("what failed and recovered again and again is told as one, with how it stands", () => {
  const [f, r] = ["failing", "recovered"] as const;
  assert.equal(said("en", f), "Books fails: Its last run failed.");
  assert.equal(said("en", f, r), "Books works again: It failed before; its last run worked.");
  assert.equal(said("en", r, f), "Books fails: It recovered and failed again.");
  assert.equal(said("en", r, f, r, f, r, f, r, f, r), "Books works again: It failed and recovered 5 times; its last run worked.");
  assert.equal(said("en", f, r, f, r, f), "Books fails: It failed and recovered 2 times, and fails again.");
  assert.equal(said("de", f, r, f, r), "Books läuft wieder: Es fiel 2-mal aus und lief wieder; der letzte Lauf hat geklappt.");
  const mixed = foldFlaps([...notices("A", f, r), ...notices("B", f, "silent", "asks-consent"), ...notices("C", "upgraded")]);
  assert.deepEqual(
    mixed.map(({ id, kind }) => `${id} ${kind}`),
    ["A-1 recovered", "B-0 failing", "B-1 silent", "B-2 asks-consent", "C-0 upgraded"],
  );
});
