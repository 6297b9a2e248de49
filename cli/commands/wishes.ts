import type { HostWish, HostWishPage, WishView } from "@stoa/contract";
import { Option, type Command } from "commander";
import { csvOption, printRows } from "../output/csv-option.ts";
import { print } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type SideKind } from "../session/open-session.ts";
import { sideOption } from "../session/side-option.ts";

const states = ["open", "planned", "declined", "there"];

/** wishes: what a host's customers ask for and is not there. */
export function addWishes(program: Command): void {
  const wishes = program.command("wishes").description("integrations your host's customers ask for");
  wishes
    .command("list", { isDefault: true })
    .addOption(new Option("--state <state>", "only those with this answer").choices(states))
    .addOption(csvOption())
    .addOption(sideOption())
    .description("what is asked for, the most wanted first, two hundred at most")
    .action(async ({ state, csv, side }: { state?: string; csv?: boolean; side: SideKind }) => {
      const session = await openSession();
      const { items } = await session.client.get<HostWishPage>(`${session.side(side)}/wishes`, { state, limit: 200 });
      printRows({ ...program.opts(), csv }, items, columns, { empty: "Nobody has asked for anything.", exact });
    });
  wishes
    .command("show")
    .argument("<id>")
    .addOption(sideOption())
    .description("who wants it, and what for")
    .action(async (id: string, { side }: { side: SideKind }) => {
      const session = await openSession();
      const wish = await session.client.get<WishView>(`${session.side(side)}/wishes/${id}`);
      print(program.opts(), wish, describe);
    });
  wishes
    .command("answer")
    .argument("<id>")
    .addOption(new Option("--state <state>", "what becomes of it").choices(states).makeOptionMandatory())
    .option("--listing <id>", "the published listing that does it; with there")
    .option("--words <text>", "who voted reads this")
    .addOption(sideOption())
    .description("answer it; who voted is told once it is there")
    .action(async (id: string, options: { state: string; listing?: string; words?: string; side: SideKind }) => {
      const session = await openSession();
      const body = { state: options.state, listingId: options.listing, answer: options.words };
      const wish = await session.client.send<WishView>("POST", `${session.side(options.side)}/wishes/${id}/decide`, body);
      print(program.opts(), wish, (row) => `${row.name}: ${row.state}`);
    });
}

function describe(wish: WishView): string {
  const head = `${wish.name}: ${wish.state}, wanted by ${wish.votes}${wish.answer === null ? "" : `\n${wish.answer}`}`;
  return [head, ...wish.voters.map((one) => `${one.customerName}${one.why === null ? "" : `: ${one.why}`}`)].join("\n");
}

const columns = {
  id: (row: HostWish) => row.id,
  name: (row: HostWish) => row.name,
  customers: (row: HostWish) => String(row.votes),
  state: (row: HostWish) => row.state,
  answer: (row: HostWish) => row.answer ?? "",
  asked: (row: HostWish) => ago(row.createdAt),
};
const exact = { asked: (row: HostWish) => row.createdAt };
