import type { Audience, Listing, ListingSummary } from "@stoa/contract";
import type { Command } from "commander";
import { print, printList } from "../output/print.ts";
import { openSession, type SideKind } from "../session/open-session.ts";
import { sideOption } from "../session/side-option.ts";
import { addListingSources } from "./listing-sources.ts";
import { addListingWeeks } from "./listing-weeks.ts";

/** listings: what the shop shows, or for a host what waits for review. */
export function addListings(program: Command): void {
  const listings = program.command("listings").description("the shop's listings");
  listings
    .command("list", { isDefault: true })
    .option("-q, --query <words>", "search the text")
    .option("--waiting", "only what waits for review")
    .addOption(sideOption())
    .description("listings you may see")
    .action(async (options: { query?: string; waiting?: boolean; side: SideKind }) => {
      const session = await openSession();
      const { items } = await session.client.get<{ items: ListingSummary[] }>(`${session.reader(options.side)}/listings`, {
        q: options.query,
        waiting: options.waiting,
      });
      const columns = {
        id: (row: ListingSummary) => row.id,
        title: (row: ListingSummary) => row.title,
        publisher: (row: ListingSummary) => row.publisherName,
        state: (row: ListingSummary) => row.state,
        installs: (row: ListingSummary) => String(row.installs),
      };
      printList(program.opts(), items, columns, "No listings here. A publisher submits one with: stoa submit");
    });
  listings
    .command("show")
    .argument("<id>")
    .addOption(sideOption())
    .description("what it does, and what it may reach")
    .action(async (id: string, options: { side: SideKind }) => {
      const session = await openSession();
      const listing = await session.client.get<Listing>(`${session.reader(options.side)}/listings/${id}`);
      print(program.opts(), listing, describe);
    });
  addListingWeeks(program, listings);
  addListingSources(program, listings);
  addOffer(program, listings);
  for (const decision of ["approve", "reject"] as const) {
    listings
      .command(decision)
      .argument("<id>")
      .option("--reason <text>", "told to its publisher")
      .addOption(sideOption())
      .description(`${decision} what waits for your host's review`)
      .action(async (id: string, options: ReviewOptions) => review(program, id, decision, options));
  }
}

function addOffer(program: Command, listings: Command): void {
  listings
    .command("offer")
    .argument("<id>")
    .option("--tier <tier...>", "customers of these tiers; none named means all")
    .option("--group <group...>", "people of these groups; none named means all")
    .addOption(sideOption())
    .description("whom your host offers a listing; what is installed already runs on")
    .action(async (id: string, options: { tier?: string[]; group?: string[]; side: SideKind }) => {
      const session = await openSession();
      const { tier: tiers = [], group: groups = [] } = options;
      const offered = await session.client.send<Listing>("PUT", `${session.side(options.side)}/listings/${id}/audience`, { tiers, groups });
      print(program.opts(), offered, ({ title }) => `"${title}" is offered to ${sayAudience({ tiers, groups })}.`);
    });
}

function sayAudience({ tiers, groups }: Audience): string {
  const parts = [
    ...(tiers.length > 0 ? [`customers of ${tiers.join(", ")}`] : []),
    ...(groups.length > 0 ? [`people of ${groups.join(", ")}`] : []),
  ];
  return parts.join(", and of them to ") || "everybody";
}

interface ReviewOptions {
  reason?: string;
  side: SideKind;
}

async function review(program: Command, id: string, decision: "approve" | "reject", { reason, side }: ReviewOptions): Promise<void> {
  const session = await openSession();
  const path = `${session.side(side)}/listings/${id}`;
  const before = await session.client.get<Listing>(path);
  const body = { decision, submissionId: before.submission?.id ?? "none", ...(reason === undefined ? {} : { reason }) };
  const after = await session.client.send<Listing>("POST", `${path}/review`, body);
  print(program.opts(), after, (value) => `"${value.title}" is ${value.state}.`);
}

function describe(listing: Listing): string {
  const hosts = listing.asks?.hosts.join(", ") || "nothing outside";
  return [`${listing.title} by ${listing.publisherName} (${listing.state})`, listing.summary, `Reaches: ${hosts}`].join("\n");
}
