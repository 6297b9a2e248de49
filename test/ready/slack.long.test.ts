import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asked, Reply } from "./described-server.ts";
import { openReady } from "./open-ready.ts";

interface Posted {
  channel: string;
  text: string;
}
const posted: Posted[] = [];
let answers: Reply[] = [];

/** A workspace of two pages of channels. */
function slack({ operation, query, body }: Asked): Reply {
  const given = answers.shift();
  if (given) return given;
  if (operation === "conversations_list") {
    const isFirst = query["cursor"] === undefined;
    const channels = isFirst ? [{ id: "C1", name: "general" }] : [{ id: "C2", name: "sales" }];
    return { body: { ok: true, channels, response_metadata: { next_cursor: isFirst ? "page2" : "" } } };
  }
  const message = { channel: String(body["channel"]), text: String(body["text"]) };
  posted.push(message);
  return { body: { ok: true, channel: message.channel, ts: `${posted.length}.0`, message: { text: message.text } } };
}

const ready = await openReady("slack-new-contacts", "slack", slack, { channel: "C2" });
const { product, service, run } = ready;
const add = (name: string, more = {}) => product.call<{ id: string }>("POST", "/contacts", { name, ...more });
const good = async (over?: Parameters<typeof run>[0]) => {
  const { view, log } = await run(over);
  assert.equal(view.state, "succeeded", `${view.sentence}\n${log}\n${service.faults.join("\n")}`);
  return { view, log };
};

test("Slack: the choice of channels, page after page", async () => {
  const { view } = await good({ mode: "options" });
  assert.deepEqual(view.result, {
    channels: [
      { const: "C1", title: "#general" },
      { const: "C2", title: "#sales" },
    ],
  });
  await good({ mode: "check" });
});

test("Slack: from now on each new contact is posted once, as the message says, and a change of one is no news", async () => {
  await good();
  assert.equal(posted.length, 0, "what was there before is not posted");
  const first = await add("Ada <Byron>", { organisation: "Analytical & Co", email: "ada@example.com" });
  await add("Grace");
  const preview = await good({ mode: "preview" });
  assert.deepEqual([(preview.view.result as { total?: number } | null)?.total, posted.length], [2, 0]);
  const { view } = await good();
  assert.deepEqual(
    posted.map(({ channel, text }) => `${channel} ${text}`),
    ["C2 New contact: *Ada &lt;Byron&gt;* Analytical &amp; Co ada@example.com", "C2 New contact: *Grace*"],
  );
  assert.equal(view.counts.created, 2);
  await product.call("PATCH", `/contacts/${first.id}`, { phone: "1" });
  const again = await good();
  assert.deepEqual([again.view.counts.created, again.view.counts.skipped, posted.length], [0, 1, 2]);
  await good();
  assert.equal(posted.length, 2);
  assert.deepEqual(
    [...new Set(service.asked.map(({ headers }) => [headers.host, headers.authorization].join(" ")))],
    ["slack.com Bearer simulated-slack"],
    "the program asked https://slack.com, and the customer's token stayed outside",
  );
});

test("Slack: asked to wait it waits as long, a message that is refused is an item, a channel that is refused ends the run", async () => {
  posted.length = 0;
  await add("Late");
  await add("Long");
  service.next.push({ status: 429, headers: { "retry-after": "2" }, body: { ok: false, error: "rate_limited" } });
  answers = [{ body: { ok: false, error: "msg_too_long" } }];
  const started = performance.now();
  const { view, log } = await run();
  assert.ok(performance.now() - started > 2_000 && /answered 429 Too Many Requests; waiting 2 s/.test(log), log);
  assert.deepEqual([view.failedItems.map(({ item }) => item), posted.map(({ text }) => text)], [["Late"], ["New contact: *Long*"]]);
  await add("Nowhere");
  answers = [{ body: { ok: false, error: "not_in_channel" } }];
  const ended = await run();
  assert.deepEqual([ended.view.state, ended.view.failureClass], ["failed", "configuration"], ended.log);
  assert.match(ended.view.sentence ?? "", /Invite it there/);
  const { view: after } = await good();
  assert.equal(after.counts.created, 1, "nothing was lost, and nothing came twice");
  assert.deepEqual(service.faults, []);
});
