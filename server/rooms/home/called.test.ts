import assert from "node:assert/strict";
import { test } from "node:test";
import { readId } from "@stoa/contract";
import { getRun, listRuns } from "../runs/index.ts";
import { getTelling } from "./get-telling.ts";
import { listNotices } from "./list-notices.ts";
import { muteInstallation } from "./mute-installation.ts";
import { openHomeWorld } from "./testing.ts";

const home = await openHomeWorld();
const english = "Contacts to CSV";
const german = "Kontakte als CSV";
const mailServer = () => Promise.resolve(undefined);

test("an installation that goes by its listing's title does so in the reader's language wherever it is named; one with a name keeps it", async () => {
  const published = await home.publish("true", { translations: { de: { [english]: german } } });
  const customer = await home.customer();
  const { owner } = customer;
  const installationId = await home.install(owner, published);
  const named = await home.install(owner, published, {}, { name: "Books" });
  await home.hear();
  for (const id of [installationId, named]) {
    await home.trigger(owner, id);
    await home.ends(customer, id, "failed");
    await muteInstallation(owner, { installationId: id, until: null });
  }
  const sorted = (names: (string | undefined)[]) => names.toSorted((one = "", other = "") => one.localeCompare(other));
  const names = async (languages: string[]) => {
    const ctx = { ...owner, languages };
    const runs = (await listRuns(ctx, {})).items;
    const views = await Promise.all(runs.map(({ id }) => getRun(ctx, { runId: readId("run", id) ?? "" })));
    const notices = (await listNotices(ctx, {})).items;
    const { mutes } = await getTelling(ctx, { mailServer });
    const named = [runs, views, notices].map((of) => of.map(({ installation }) => installation?.name));
    return [...named, mutes.map(({ name }) => name)].map(sorted);
  };
  const everywhere = (...said: string[]) => [said, said, said, said];
  assert.deepEqual(await names(["de"]), everywhere("Books", german));
  assert.deepEqual(await names([]), everywhere("Books", english));
});
