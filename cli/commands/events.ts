import type { EventAddressList, EventAddressView, ProviderView } from "@stoa/contract";
import type { Command } from "commander";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession } from "../session/open-session.ts";
import { readSecret } from "../session/read-secret.ts";
import { placeOf, withSide, type Side } from "./providers.ts";

/** events: addresses that a provider sends the events of all accounts to. */
export function addEvents(program: Command): void {
  const events = program.command("events").description("addresses for a provider's events of all accounts");
  withSide(events.command("list", { isDefault: true }))
    .description("the addresses, and what came of 30 days")
    .action(async (options: { side: Side }) => {
      const session = await openSession();
      const { items } = await session.client.get<EventAddressList>(`${placeOf(session, options.side)}/event-addresses`);
      const columns = {
        id: (row: EventAddressView) => row.id,
        provider: (row: EventAddressView) => row.provider,
        listing: (row: EventAddressView) => row.title,
        delivered: (row: EventAddressView) => String(row.counts.delivered),
        "of nobody": (row: EventAddressView) => String(row.counts.unknown),
        refused: (row: EventAddressView) => String(row.counts.refused),
        last: (row: EventAddressView) => (row.lastAt === null ? "-" : ago(row.lastAt)),
        address: (row: EventAddressView) => row.url,
      };
      printList(program.opts(), items, columns, "None yet. Make one: stoa events add slack lst_…");
    });
  withSide(events.command("add").argument("<provider>").argument("<listing>", "its id"))
    .description("make the address for a listing's events at a provider")
    .action(async (provider: string, listingId: string, options: { side: Side }) => {
      const session = await openSession();
      const path = `${placeOf(session, options.side)}/event-addresses`;
      const made = await session.client.send<EventAddressView>("POST", path, { provider, listingId });
      print(program.opts(), made, ({ url }) => `${url}\nCopy it into the settings at ${provider}; then: stoa events sign ${provider}`);
    });
  withSide(events.command("remove").argument("<id>"))
    .description("end an address: what comes to it is refused")
    .action(async (id: string, options: { side: Side }) => {
      const session = await openSession();
      await session.client.send<unknown>("DELETE", `${placeOf(session, options.side)}/event-addresses/${id}`);
      print(program.opts(), { removed: id }, ({ removed }) => `${removed} is ended.`);
    });
  withSide(events.command("sign").argument("<provider>"))
    .option("--end-older", "take only the newest from now on")
    .description("enter what a provider signs its events with; it is read from standard input or asked for")
    .action(async (provider: string, options: { side: Side; endOlder?: boolean }) => {
      const session = await openSession();
      const path = `${placeOf(session, options.side)}/providers/${provider}/app/signing-secret`;
      const saved = options.endOlder
        ? await session.client.send<ProviderView>("DELETE", path)
        : await session.client.send<ProviderView>("PUT", path, { signingSecret: await readSecret(`Signing secret of ${provider}`) });
      const taken =
        saved.events?.signingSecrets === 2 ? `Both are taken until: stoa events sign ${provider} --end-older` : "Only this one is taken.";
      print(program.opts(), saved, ({ title }) => `The signing secret of ${title} is entered. ${taken}`);
    });
}
