import type { DomainView, ListingPage, Wish } from "@stoa/contract";
import type { Scene } from "./list-scenes.ts";
import { ownDomain, type Seeded } from "./open-seeded.ts";

/** What customers ask for, as they and their host see it: asked, answered, and there. */
export async function wishScenes({ customer, viewer, host, names }: Seeded): Promise<Scene[]> {
  const ask = (seat: typeof customer, name: string, why?: string) =>
    seat.client.send<Wish>("POST", `${seat.base}/wishes`, { name, ...(why ? { why } : {}) });
  const first = await ask(customer, "Xero invoices", "Our bookkeeper copies them by hand every Friday.");
  await ask(viewer, "Trello cards for new customers");
  const planned = await ask(customer, "Bank statements from Volksbank");
  const there = await ask(viewer, "Mail me when an invoice is overdue");
  const listing = (await host.client.get<ListingPage>(`${host.base}/listings`, { state: "published", limit: 1 })).items[0];
  const decide = (id: string, body: object) => host.client.send("POST", `${host.base}/wishes/${id}/decide`, body);
  await decide(planned.id, { state: "planned", answer: "In spring, for three banks at first." });
  await decide(there.id, { state: "there", listingId: listing?.id, answer: "With three levels." });
  names.hosts.set(ownDomain, "127.0.0.1");
  for (const name of [ownDomain, "apps.ledgerline.example", "new.ledgerline.example"]) {
    const { id, record } = await host.client.send<DomainView>("POST", `${host.base}/domains`, { name });
    if (!name.startsWith("new")) names.texts.set(record.name, [record.value]);
    await host.client.send("POST", `${host.base}/domains/${id}/check`);
  }
  const console = host.base.slice("/v1".length);
  const shop = {
    "shop-wishes": "/shop/wishes?name=Zebra",
    "shop-wish-news": "/shop",
    "shop-suggest": "/shop/suggest?object=invoices&category=banking",
  };
  const pages = {
    "host-wishes": `${console}/wishes`,
    "host-wish": `${console}/wishes/${first.id}`,
    "host-sources": `${console}/sources`,
    "host-search-words": `${console}/search-words`,
    "host-domains": `${console}/domains`,
  };
  return [
    ...Object.entries(shop).map(([name, path]) => ({ name, seat: customer, path })),
    ...Object.entries(pages).map(([name, path]) => ({ name, seat: host, path })),
  ];
}
