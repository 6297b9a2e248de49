import assert from "node:assert/strict";
import type { HostWish, InstallSourceList, WishView } from "@stoa/contract";
import type { Client } from "@stoa/sdk";
import type { Seat } from "./refusals.ts";

type Json = <T>(seat: Seat, ...args: string[]) => Promise<T>;

/** What a host reads of its shop, and says of its search; the customer has installed something. */
export async function discoverByCommand(json: Json, { client, base }: { client: Client; base: string }): Promise<void> {
  const sources = await json<InstallSourceList["items"]>("host", "listings", "sources");
  assert.ok(sources.some((one) => one.installs > 0));
  const wish = await client.send<{ id: string }>("POST", `${base}/wishes`, { name: "Xero invoices" });
  assert.deepEqual(
    (await json<HostWish[]>("host", "wishes", "list", "--state", "open")).map((one) => one.id),
    [wish.id],
  );
  assert.equal((await json<WishView>("host", "wishes", "answer", wish.id, "--state", "planned", "--words", "In spring.")).state, "planned");
  assert.equal((await json<WishView>("host", "wishes", "show", wish.id)).answer, "In spring.");
  await json("host", "synonyms", "add", "salutation", "greeting");
  assert.deepEqual(await json("host", "synonyms", "list"), [{ word: "salutation", means: "greeting" }]);
  await json("host", "synonyms", "remove", "salutation", "greeting");
}
