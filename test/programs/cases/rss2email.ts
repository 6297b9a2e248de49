import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, stopAll } from "../program-case.ts";
import { atomFeed, startFeedServer, startSmtpSink } from "../servers/index.ts";

const entries = [
  { id: "1", title: "First", text: "Words" },
  { id: "2", title: "Second", text: "More words" },
];

/** Exit 0 always: with the feed down, with a 404, with the mail server down. Only its [ERROR] lines on stderr tell. */
export const rss2email: ProgramCase = {
  id: "rss2email",
  folder: exampleFolder("rss2email"),
  about: "rss2email (Debian): new entries of a feed by mail; ends with 0 whatever happens",
  async open() {
    const feed = await startFeedServer();
    const smtp = await startSmtpSink();
    feed.put("/news.atom", atomFeed("News", entries), "application/atom+xml");
    return {
      config: {
        feed_url: `${feed.url}/news.atom`,
        smtp_server: smtp.address,
        mail_from: "news@northwind.example",
        mail_to: "team@northwind.example",
      },
      secrets: {},
      hosts: [hostOf(feed.url), smtp.address],
      stop: () => stopAll([feed, smtp]),
      runs: [
        {
          name: "each entry once",
          expect: { outcome: "succeeded" },
          prove: () => assert.deepEqual(smtp.mails.map((mail) => mail.subject).toSorted(), ["First", "Second"]),
        },
        { name: "idle: all were sent", expect: { outcome: "succeeded" }, prove: () => assert.equal(smtp.mails.length, 2) },
        { name: "feed down, exit 0", before: () => feed.down(), expect: { outcome: "failed", failureClass: "upstream" } },
        {
          name: "feed back, one new entry",
          async before() {
            feed.put("/news.atom", atomFeed("News", [...entries, { id: "3", title: "Third", text: "New" }]), "application/atom+xml");
            await feed.up();
          },
          expect: { outcome: "succeeded" },
          prove: () => assert.equal(smtp.mails.at(-1)?.subject, "Third"),
        },
        {
          name: "mail server down, exit 0",
          async before() {
            feed.put("/news.atom", atomFeed("News", [{ id: "4", title: "Fourth", text: "Lost?" }]), "application/atom+xml");
            await smtp.stop();
          },
          expect: { outcome: "failed", failureClass: "upstream" },
        },
      ],
    };
  },
};
