import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, stopAll } from "../program-case.ts";
import { startExampleHost } from "../servers/index.ts";

type Listed = { data: { id: string; name: string }[] };

/** Exit 0 four times, then 1: an unhandled `Ledgerline answered 401 Unauthorized` with Node's trace on stderr. State and choices come on stdout. */
export const pandium: ProgramCase = {
  id: "pandium",
  folder: exampleFolder("pandium"),
  about: "Pandium: a repository with only a PANDIUM.yaml, unmodified",
  async open() {
    const host = await startExampleHost();
    const { data } = await host.call<Listed>("GET", "/contacts?email=anna@bergstrom-arkitekter.example");
    const contact = data[0]?.id ?? "";
    return {
      config: {
        ledgerline_url: host.url,
        organisation: "Bergström Arkitekter",
        contact,
        statuses: ["paid", "sent"],
        include_lines: true,
        currency_note: "in euro",
      },
      secrets: { connector_ledgerline: host.apiKey },
      hosts: [hostOf(host.url)],
      stop: () => stopAll([host]),
      runs: [
        {
          name: "init gives organisations, and the contacts of each",
          mode: "options",
          expect: { outcome: "succeeded" },
          prove({ options, state }) {
            assert.ok(Array.isArray(options?.["organisations"]) && options["organisations"].includes("Bergström Arkitekter"));
            const contacts = options["contacts"] as Record<string, unknown>;
            assert.deepEqual(contacts["Bergström Arkitekter"], [{ const: contact, title: "Anna Bergström" }]);
            assert.equal(state, null, "an init run wrote state");
          },
        },
        {
          name: "first statement",
          expect: { outcome: "succeeded" },
          prove: ({ state }) => assert.deepEqual(state, { listed: 1, runs: 1 }),
        },
        {
          name: "init again leaves the state",
          mode: "options",
          expect: { outcome: "succeeded" },
          prove: ({ state }) => assert.deepEqual(state, { listed: 1, runs: 1 }),
        },
        {
          name: "second statement knows the first",
          expect: { outcome: "succeeded" },
          prove: ({ state }) => assert.deepEqual(state, { listed: 1, runs: 2 }),
        },
        {
          name: "refused key keeps the state",
          secrets: { connector_ledgerline: "llk_not-a-key" },
          expect: { outcome: "failed", failureClass: "credentials" },
          prove: ({ state }) => assert.deepEqual(state, { listed: 1, runs: 2 }),
        },
      ],
    };
  },
};
