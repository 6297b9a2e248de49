import { randomUUID } from "node:crypto";
import type { DeclarationDiff, HostActionList, HostActionsView, HostCall, InstallationChanged, InstallationView } from "@stoa/contract";
import type { Command } from "commander";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type Session, type SideKind } from "../session/open-session.ts";
import { readInput } from "../session/read-input.ts";
import { readNumber } from "../session/read-number.ts";
import { readSecret } from "../session/read-secret.ts";
import { sideOption } from "../session/side-option.ts";

interface Side {
  side: SideKind;
}

interface ActionLine {
  name: string;
  request: string;
  title: string;
  at: string;
}

/** actions: what integrations may do in a host's product; each of host, publisher and customer sees its own part. */
export function addActions(program: Command): void {
  const actions = program.command("actions").description("what integrations may do in a host's product");
  actions
    .command("list", { isDefault: true })
    .addOption(sideOption())
    .description("those your API offers; for a publisher, those its hosts offer")
    .action(async ({ side }: Side) => {
      const columns = {
        action: (row: ActionLine) => row.name,
        request: (row: ActionLine) => row.request,
        "what customers read": (row: ActionLine) => row.title,
        at: (row: ActionLine) => row.at,
      };
      const none = "No actions are declared. A host does: stoa actions upload openapi.json";
      printList(program.opts(), await readLines(await openSession(), side), columns, none);
    });
  addHostSteps(program, actions);
  addCalls(program, actions);
  for (const step of ["revoke", "allow"] as const) addGrantStep(program, actions, step);
}

async function readLines(session: Session, side: SideKind): Promise<ActionLine[]> {
  if (session.actsAs("host")) {
    const { items } = await session.client.get<HostActionsView>(`${session.side(side)}/host-api`);
    return items.map(({ name, method, path, title, installations }) => ({
      name,
      request: `${method} ${path}`,
      title,
      at: `allowed in ${installations ?? 0}`,
    }));
  }
  const { items } = await session.client.get<HostActionList>(`${session.publisher()}/host-actions`);
  return items.map((one) => ({ name: one.name, request: `${one.method} ${one.path}`, title: one.title, at: `${one.host}, ${one.side}` }));
}

function addHostSteps(program: Command, actions: Command): void {
  actions
    .command("upload")
    .argument("<document>", "an OpenAPI 3 document; - for standard input")
    .option("--base <address>", "where your API is, when the document's servers do not say")
    .option("--preview", "only say what it would change")
    .addOption(sideOption())
    .description("declare what your API can do")
    .action(async (file: string, { base, preview, side }: { base?: string; preview?: true } & Side) => {
      const session = await openSession();
      const at = `${session.side(side)}/host-api`;
      const { api } = await session.client.get<HostActionsView>(at);
      const body = { document: await readInput(file), before: api?.digest ?? null, ...(base === undefined ? {} : { base }) };
      const diff = preview
        ? await session.client.send<DeclarationDiff>("POST", `${at}/preview`, body)
        : await session.client.send<DeclarationDiff>("PUT", at, body);
      print(program.opts(), diff, (value) => describe(value, preview === true));
    });
  actions
    .command("token")
    .argument("<customer>", "your own id for it, or cus_…")
    .option("--remove", "forget it")
    .addOption(sideOption())
    .description("hand over the token that requests for a customer carry, read from standard input or asked for")
    .action(async (customer: string, { remove, side }: { remove?: true } & Side) => {
      const session = await openSession();
      const at = `${session.side(side)}/customers/${encodeURIComponent(customer)}/host-token`;
      if (remove) await session.client.send("DELETE", at);
      else await session.client.send("PUT", at, { token: await readSecret("Token") });
      const done = { customer, token: remove ? "removed" : "set" };
      print(program.opts(), done, () =>
        remove ? "It is forgotten: requests that would carry it are refused." : "It is sent from the next request on.",
      );
    });
}

/** The part that installations feel comes first. */
function describe(diff: DeclarationDiff, preview: boolean): string {
  const used = (count: number | null): string => (count ? ` (allowed in ${count})` : "");
  const lines = [
    ...diff.removed.map(({ name, installations }) => `- ${name}${used(installations)}`),
    ...diff.changed.map(({ after, what, asksMore }) => {
      const more = asksMore.length > 0 ? `; each customer has to agree to ${asksMore.join(", ")}` : "";
      return `~ ${after.name}: ${what.join(", ")}${more}${used(after.installations)}`;
    }),
    ...diff.added.map(({ name, method, path }) => `+ ${name}  ${method} ${path}`),
    ...diff.skipped.map(({ place, why }) => `  left out: ${place}: ${why}`),
    ...(diff.mustAgree > 0
      ? [
          `${diff.mustAgree === 1 ? "1 installation" : `${diff.mustAgree} installations`} must agree again: until then what covers more is refused there.`,
        ]
      : []),
    `${diff.same} stay as they are, at ${diff.base.after}.${preview ? " Nothing was changed." : ""}`,
  ];
  return lines.join("\n");
}

function addCalls(program: Command, actions: Command): void {
  actions
    .command("calls")
    .option("--run <id>", "only of this run")
    .option("--refused", "only what was not passed on")
    .option("-n, --limit <n>", "how many", readNumber, 50)
    .addOption(sideOption())
    .description("requests of runs to the host's API, newest first")
    .action(async ({ run, refused, limit, side }: { run?: string; refused?: true; limit: number } & Side) => {
      const session = await openSession();
      const query = { runId: run, refused, limit };
      const { items } = await session.client.get<{ items: HostCall[] }>(`${session.reader(side)}/host-calls`, query);
      const columns = {
        when: (row: HostCall) => ago(row.at),
        action: (row: HostCall) => row.action ?? "-",
        request: (row: HostCall) => `${row.method} ${row.path ?? ""}${row.count > 1 ? ` x ${row.count}` : ""}`,
        answer: (row: HostCall) => (row.status === null ? "none" : String(row.status)),
        bytes: (row: HostCall) => String(row.bytesIn + row.bytesOut),
        refused: (row: HostCall) => row.refused ?? "",
        run: (row: HostCall) => row.runId,
      };
      printList(program.opts(), items, columns, "No requests. Programs make them at $STOA_HOST_API.");
    });
}

const stepWords = {
  revoke: "take back what an installation may do, also from runs already going",
  allow: "allow it again, or what it covers more since",
} as const;

function addGrantStep(program: Command, actions: Command, step: "revoke" | "allow"): void {
  actions
    .command(step)
    .argument("<installation>")
    .argument("<actions...>", "such as contacts.create")
    .description(stepWords[step])
    .action(async (id: string, names: string[]) => {
      const session = await openSession();
      const at = `${session.customer()}/installations/${id}`;
      const consent = step === "allow" ? { consent: (await session.client.get<InstallationView>(at)).consent } : {};
      const body = { operationId: randomUUID(), actions: names, ...consent };
      const changed = await session.client.send<InstallationChanged>("POST", `${at}/${step}-actions`, body);
      print(program.opts(), changed, () => `${names.join(", ")}: ${step === "allow" ? "allowed" : "taken back, within seconds"}.`);
    });
}
