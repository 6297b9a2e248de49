import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, type ProgramRun, stopAll } from "../program-case.ts";
import { startExampleHost, startFeedServer } from "../servers/index.ts";

type Listed = { data: { name: string; organisation: string }[] };

const good = `name,organisation,email,phone
"Quill, Zoë","Quill ""&"" Co",zoe@quill.example,+44 1
Anna Bergström,Berg & Partner,anna@bergstrom-arkitekter.example,+46 2
`;

type FeedServer = Awaited<ReturnType<typeof startFeedServer>>;
type FindContact = (email: string) => Promise<{ name: string; organisation: string } | undefined>;

/** Lists with a row that is refused, with other headings, with none that fit. */
function oddLists(feed: FeedServer, byEmail: FindContact): ProgramRun[] {
  return [
    {
      name: "one row refused, and named",
      before: () => feed.put("/contacts.csv", `${good}Bad Row,,no-address,3\n`, "text/csv"),
      expect: {
        outcome: "failed",
        failureClass: "configuration",
        counts: { created: 0, skipped: 2 },
        failedItems: [/Bad Row <no-address>/],
      },
    },
    {
      name: "the refused row again, and no other",
      retryItems: ["Bad Row <no-address>"],
      expect: {
        outcome: "failed",
        failureClass: "configuration",
        counts: { created: 0, updated: 0, skipped: 0 },
        failedItems: [/Bad Row <no-address>/],
      },
    },
    {
      name: "a German list for Excel, first and last names apart",
      before: () =>
        feed.put("/kunden.csv", '\ufeffFirma;Vorname;Nachname;E-Mail\r\n"Halden; Söhne";Ada;Lovelace;ada@halden.example\r\n', "text/csv"),
      config: { feed_url: `${feed.url}/kunden.csv` },
      expect: { outcome: "succeeded", counts: { created: 1 } },
      prove: async () => assert.equal((await byEmail("ada@halden.example"))?.organisation, "Halden; Söhne"),
    },
    {
      name: "a list that names nobody",
      before: () => feed.put("/orte.csv", "Ort,PLZ\r\nBerlin,10115\r\n", "text/csv"),
      config: { feed_url: `${feed.url}/orte.csv` },
      expect: { outcome: "failed", failureClass: "configuration" },
    },
    {
      name: "the same list, its column for the name chosen",
      config: { feed_url: `${feed.url}/orte.csv`, columns: [{ source: "Ort", target: "name" }] },
      expect: { outcome: "succeeded", counts: { created: 1 } },
    },
  ];
}

/** Exit 0, 0, 0 (one row refused: named on descriptor 3), 0 (that row again), 1 (404), 1 (curl's exit 7 before it). */
export const feedToContacts: ProgramCase = {
  id: "feed-to-contacts",
  folder: exampleFolder("feed-to-contacts"),
  about: "Bash: a CSV list on the web becomes contacts",
  async open() {
    const host = await startExampleHost();
    const feed = await startFeedServer();
    feed.put("/contacts.csv", good, "text/csv");
    const byEmail = async (email: string) => (await host.call<Listed>("GET", `/contacts?email=${email}`)).data[0];
    return {
      config: { feed_url: `${feed.url}/contacts.csv` },
      secrets: {},
      product: host,
      hosts: [hostOf(host.url), hostOf(feed.url)],
      stop: () => stopAll([host, feed]),
      runs: [
        {
          name: "one new, one changed",
          expect: { outcome: "succeeded", counts: { created: 1, updated: 1, skipped: 0 } },
          async prove() {
            assert.equal((await byEmail("zoe@quill.example"))?.name, "Quill, Zoë");
            assert.equal((await byEmail("zoe@quill.example"))?.organisation, 'Quill "&" Co');
            assert.equal((await byEmail("anna@bergstrom-arkitekter.example"))?.organisation, "Berg & Partner");
          },
        },
        {
          name: "idle: the list says it has not changed",
          expect: { outcome: "succeeded", counts: { created: 0, updated: 0, skipped: 0 } },
        },
        ...oddLists(feed, byEmail),
        {
          name: "the list is not there",
          config: { feed_url: `${feed.url}/gone.csv` },
          expect: { outcome: "failed", failureClass: "configuration" },
        },
        { name: "the list's server is down", before: () => feed.down(), expect: { outcome: "failed", failureClass: "upstream" } },
      ],
    };
  },
};
