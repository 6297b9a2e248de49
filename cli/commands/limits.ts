import type { LimitBody, LimitList, LimitView } from "@stoa/contract";
import { Option, type Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print, printList } from "../output/print.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { readNumber } from "../session/read-number.ts";

interface SetOptions {
  plan?: string;
  side?: string;
  weight?: number;
  atOnce?: number;
  perMinute?: number;
  waiting?: number;
  waitMinutes?: number;
}

const kinds: Record<string, LimitBody["kind"]> = { cus: "customer", int: "integration", host: "host", ins: "account" };

/** limits: what customers, plans, integrations, accounts and hosts may have at once, in a minute, or waiting. */
export function addLimits(program: Command): void {
  const limits = program.command("limits").description("who may run how much");
  limits
    .command("list", { isDefault: true })
    .description("limits, and what of them is in use")
    .action(async () => {
      const session = await openSession();
      const { items } = await session.client.get<LimitList>(`${session.reader()}/limits`);
      printList(program.opts(), items, columns, "No limits: customers share fairly. Set one: stoa limits set <customer> --at-once 4");
    });
  addSet(program, limits);
  limits
    .command("remove")
    .argument("<id>")
    .description("take a limit away that you set")
    .action(async (id: string) => {
      const session = await openSession();
      await session.client.send("DELETE", `${setter(session)}/limits/${id}`);
      print(program.opts(), { removed: id }, () => `${id} is gone.`);
    });
}

function addSet(program: Command, limits: Command): void {
  limits
    .command("set")
    .argument("[subject]", "a customer, an integration, a host, or an installation for the account it uses; left out for a plan")
    .option("--plan <name>", "the plan this is about, or the plan a customer is on")
    .addOption(new Option("--side <id>", "only on this side, for the operator"))
    .option("--weight <n>", "the size of its share; others have 1", Number.parseFloat)
    .option("--at-once <n>", "most runs under way at the same time", readNumber)
    .option("--per-minute <n>", "most runs begun in a minute", readNumber)
    .option("--waiting <n>", "most runs that wait; more are refused", readNumber)
    .option("--wait-minutes <n>", "what waited so long is given up", readNumber)
    .description("say what it may have; said again, it replaces what you said before")
    .action(async (subject: string | undefined, options: SetOptions) => {
      const session = await openSession();
      const view = await session.client.send<LimitView>("PUT", `${setter(session)}/limits`, toBody(subject, options));
      print(program.opts(), view, (limit) => `${limit.kind} ${limit.name}: ${describe(limit)}`);
    });
}

function toBody(subject: string | undefined, options: SetOptions): LimitBody {
  const { plan, side, weight, atOnce, perMinute, waiting, waitMinutes } = options;
  const kind = subject === undefined ? "plan" : kinds[subject.split("_")[0] ?? ""];
  if (kind === undefined)
    throw new CommandError(`${subject} is no customer, integration, host or installation.`, "stoa help limits set", 2);
  const values = { subject, plan, sideId: side, weight, atOnce, perMinute, waiting, waitMinutes };
  const said = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return { kind, ...said };
}

/** The operator's limits hold anywhere, a host's on its live side. */
function setter(session: Session): string {
  return session.actsAs("operator") ? session.operator() : session.side();
}

const columns = {
  id: (row: LimitView) => row.id,
  of: (row: LimitView) => row.kind,
  name: (row: LimitView) => row.name,
  by: (row: LimitView) => row.setBy,
  says: describe,
  now: (row: LimitView) => `${row.use.running} running${row.use.waiting === null ? "" : `, ${row.use.waiting} waiting`}`,
};

function describe(limit: LimitView): string {
  const { plan, kind, weight, atOnce, perMinute, waiting, waitMinutes } = limit;
  const said = [
    kind === "customer" && plan !== null ? `plan ${plan}` : "",
    weight === null ? "" : `weight ${weight}`,
    atOnce === null ? "" : `${atOnce} at once`,
    perMinute === null ? "" : `${perMinute} a minute`,
    waiting === null ? "" : `${waiting} waiting`,
    waitMinutes === null ? "" : `given up after ${waitMinutes} min`,
  ];
  return said.filter((one) => one !== "").join(", ");
}
