import type { AuditActorList, AuditItem, AuditPage } from "@stoa/contract";
import { Option, type Command } from "commander";
import { CommandError } from "../command-error.ts";
import { csvOption, printRows } from "../output/csv-option.ts";
import { ago } from "../output/time.ts";
import { openSession, type Session, type SideKind } from "../session/open-session.ts";
import { readNumber } from "../session/read-number.ts";
import { sideOption } from "../session/side-option.ts";

interface ListOptions {
  by?: string;
  query?: string;
  install?: string;
  from?: string;
  to?: string;
  limit: number;
  csv?: boolean;
  side: SideKind;
}

type Actor = AuditActorList["items"][number];

/** activity: who did what in a place. */
export function addActivity(program: Command): void {
  const activity = program.command("activity").description("who did what, and when");
  activity
    .command("list", { isDefault: true })
    .option("--by <who>", "only what they did: a name or a part of one, per_… or tok_…")
    .option("-q, --query <words>", "in what was done, by whom or to what")
    .option("--install <id>", "only what was done to this installation")
    .option("--from <moment>", "as 2026-05-01T00:00:00Z")
    .option("--to <moment>", "not from this one on")
    .addOption(new Option("--limit <count>", "the newest so many").default(50).argParser(readNumber))
    .addOption(csvOption())
    .addOption(sideOption())
    .description("newest first")
    .action(async ({ by, query: q, install, from, to, limit, csv, side }: ListOptions) => {
      const session = await openSession();
      const base = session.reader(side);
      const actorId = by === undefined ? undefined : await findActor(session, base, by);
      const items: AuditItem[] = [];
      for (let after: string | undefined; items.length < limit;) {
        const asked = { actorId, q, installationId: install, from, to, after, limit: Math.min(200, limit - items.length) };
        const page = await session.client.get<AuditPage>(`${base}/audit`, asked);
        items.push(...page.items);
        if (page.next === null) break;
        after = page.next;
      }
      printRows({ ...program.opts(), csv }, items, columns, { empty: "Nothing of that was done.", exact });
    });
  activity
    .command("people")
    .addOption(csvOption())
    .addOption(sideOption())
    .description("people and programs that did anything")
    .action(async ({ csv, side }: Pick<ListOptions, "csv" | "side">) => {
      const session = await openSession();
      const { items } = await session.client.get<AuditActorList>(`${session.reader(side)}/audit/actors`);
      printRows({ ...program.opts(), csv }, items, who, { empty: "Nobody did anything yet." });
    });
}

/** By its id, or by a name that only one has. @throws CommandError */
async function findActor({ client }: Session, base: string, by: string): Promise<string> {
  if (/^(per|tok)_/.test(by)) return by;
  const { items } = await client.get<AuditActorList>(`${base}/audit/actors`);
  const sought = by.toLowerCase();
  const found = items.filter(({ name }) => name?.toLowerCase().includes(sought));
  const exact = found.filter(({ name }) => name?.toLowerCase() === sought);
  const [one, ...others] = exact.length > 0 ? exact : found;
  if (one === undefined) throw new CommandError(`Nobody called "${by}" did anything here.`, "stoa activity people", 3);
  if (others.length > 0)
    throw new CommandError(
      `Several go by "${by}": ${[one, ...others].map(({ name, id }) => `${name} (${id})`).join(", ")}.`,
      `Name one by its id, as: stoa activity --by ${one.id}`,
      2,
    );
  return one.id;
}

const columns = {
  when: (row: AuditItem) => ago(row.at),
  who: (row: AuditItem) => row.actor.name ?? row.actor.kind,
  what: (row: AuditItem) => row.verb,
  about: (row: AuditItem) => row.about?.name ?? row.subject ?? "-",
};
const exact = {
  when: (row: AuditItem) => row.at,
  "who by id": (row: AuditItem) => row.actor.id ?? "",
  before: (row: AuditItem) => (row.before === null ? "" : JSON.stringify(row.before)),
  after: (row: AuditItem) => (row.after === null ? "" : JSON.stringify(row.after)),
};
const who = {
  id: (row: Actor) => row.id,
  kind: (row: Actor) => row.kind.replace("token", "program"),
  name: (row: Actor) => row.name ?? "",
};
