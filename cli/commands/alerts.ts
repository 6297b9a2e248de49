import type {
  AddedAlertChannel,
  AlertChannelList,
  AlertChannelView,
  AlertDetail,
  AlertPage,
  AlertTestResult,
  AlertView,
} from "@stoa/contract";
import { Argument, Option, type Command } from "commander";
import { CommandError } from "../command-error.ts";
import { paint } from "../output/paint.ts";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession } from "../session/open-session.ts";
import { readNumber } from "../session/read-number.ts";
import { changeOf, kinds, requestOf, sayWhere, type ChannelOptions } from "./alert-channel.ts";

/** alerts: what needs the operator, and how the operator is told. */
export function addAlerts(program: Command): void {
  const alerts = program.command("alerts").description("what needs the operator, and who is told");
  alerts
    .command("list", { isDefault: true })
    .option("--all", "those that are over, too")
    .option("--limit <n>", "how many", readNumber)
    .description("open alerts, newest first")
    .action((options: { all?: boolean; limit?: number }) => list(program, options));
  alerts
    .command("show")
    .argument("<alert>")
    .description("one alert, and where it was told")
    .action((id: string) => show(program, id));
  alerts
    .command("channels")
    .description("the ways you are told, with how the last try went")
    .action(() => channels(program));
  addMaking(program, alerts);
  alerts
    .command("test")
    .argument("[channel]", "its id; all of them when missing")
    .description("send a test now and say how it went")
    .action((id: string | undefined) => test(program, id));
  alerts
    .command("remove")
    .argument("<channel>")
    .description("be told this way no more")
    .action((id: string) => remove(program, id));
}

function addMaking(program: Command, alerts: Command): void {
  const adding = alerts.command("add").addArgument(new Argument("<kind>", "mail, webhook or ping").choices(kinds));
  withSettings(adding)
    .option("--user <user>", "mail: signs in as; the password comes by standard input")
    .description("be told by mail, webhook or ping")
    .action((kind: ChannelOptions["kind"], options: Omit<ChannelOptions, "kind">) => add(program, { ...options, kind }));
  const editing = alerts.command("edit").argument("<channel>", "its id");
  withSettings(editing)
    .option("--user <user>", 'mail: signs in as; "" for a server that asks for none')
    .option("--password-stdin", "mail: the password comes by standard input; needed again when server or user change")
    .description("change how you are told; what you do not name stays")
    .action((id: string, options: Omit<ChannelOptions, "kind">) => edit(program, id, options));
}

function withSettings(command: Command): Command {
  return command
    .option("--name <name>", "as you read it in a list")
    .option("--to <address...>", "mail: who gets it")
    .option("--from <address>", "mail: who it is from")
    .option("--host <host>", "mail: the server")
    .option("--port <n>", "mail: 465 for tls, 587 for starttls, 25 for none, when missing", readNumber)
    .addOption(new Option("--security <how>", "mail: encryption, starttls when nothing is said").choices(["tls", "starttls", "none"]))
    .option("--url-stdin", "webhook, ping: the address comes by standard input, as it may be a secret")
    .option("--url <url>", "webhook, ping: the address")
    .option("--every <minutes>", "ping: how often", readNumber)
    .option("--post", "ping: by POST, not GET");
}

const sayState = (alert: AlertView): string => {
  if (alert.state === "closed") return paint.fine("over");
  return alert.severity === "critical" ? paint.failed("critical") : paint.waiting("warning");
};

async function list(program: Command, { all = false, limit }: { all?: boolean; limit?: number }): Promise<void> {
  const session = await openSession();
  const query = { ...(all ? {} : { state: "open" }), ...(limit === undefined ? {} : { limit }) };
  const { items } = await session.client.get<AlertPage>(`${session.operator()}/alerts`, query);
  const columns = {
    id: (row: AlertView) => row.id,
    state: sayState,
    what: (row: AlertView) => row.title,
    began: (row: AlertView) => ago(row.openedAt),
    text: (row: AlertView) => row.text,
  };
  printList(program.opts(), items, columns, all ? "None yet." : "Nothing is open. Before: stoa alerts list --all");
}

async function show(program: Command, id: string): Promise<void> {
  const session = await openSession();
  const alert = await session.client.get<AlertDetail>(`${session.operator()}/alerts/${id}`);
  print(program.opts(), alert, (found) => {
    const told = found.notifications.map(
      ({ channel, kind, state, sentAt, error }) =>
        `  ${channel.name}: ${kind}, ${state}${sentAt ? ` ${ago(sentAt)}` : ""}${error ? ` (${error})` : ""}`,
    );
    const over = found.closedAt === null ? "" : `, over ${ago(found.closedAt)}`;
    const lines = [
      `${sayState(found)} ${found.title}, began ${ago(found.openedAt)}${over}`,
      `  ${found.text}`,
      `  ${paint.dim("→")} ${found.fix}`,
    ];
    return [...lines, told.length > 0 ? "Told:" : "Nobody was told.", ...told].join("\n");
  });
}

async function channels(program: Command): Promise<void> {
  const session = await openSession();
  const { items } = await session.client.get<AlertChannelList>(`${session.operator()}/alert-channels`);
  const columns = {
    id: (row: AlertChannelView) => row.id,
    name: (row: AlertChannelView) => row.name,
    where: (row: AlertChannelView) => sayWhere(row.settings),
    works: (row: AlertChannelView) => (row.error === null ? ago(row.lastOkAt) : paint.failed(row.error)),
  };
  printList(program.opts(), items, columns, "Nobody is told. Add one: stoa alerts add mail --host ... --from ... --to ...");
}

async function add(program: Command, options: ChannelOptions): Promise<void> {
  const body = await requestOf(options);
  const session = await openSession();
  const made = await session.client.send<AddedAlertChannel>("POST", `${session.operator()}/alert-channels`, body);
  print(program.opts(), made, ({ id, name, signingSecret }) => {
    const secret = signingSecret === null ? "" : `\nSigning secret, shown this once: ${signingSecret}`;
    return `${name} is there. Try it: stoa alerts test ${id}${secret}`;
  });
}

async function edit(program: Command, id: string, options: Omit<ChannelOptions, "kind">): Promise<void> {
  const session = await openSession();
  const path = `${session.operator()}/alert-channels`;
  const { items } = await session.client.get<AlertChannelList>(path);
  const before = items.find((one) => one.id === id);
  if (!before) throw new CommandError(`There is no alert channel ${id}.`, "stoa alerts channels", 3);
  const after = await session.client.send<AlertChannelView>("PATCH", `${path}/${id}`, await changeOf(before, options));
  print(program.opts(), after, ({ name, settings }) => `${name}: ${sayWhere(settings)}. Try it: stoa alerts test ${id}`);
}

async function test(program: Command, only: string | undefined): Promise<void> {
  const session = await openSession();
  const path = `${session.operator()}/alert-channels`;
  const { items } = await session.client.get<AlertChannelList>(path);
  const chosen =
    only === undefined
      ? items.map(({ id, name }) => ({ id, name }))
      : [{ id: only, name: items.find(({ id }) => id === only)?.name ?? only }];
  if (chosen.length === 0)
    throw new CommandError("There is no alert channel to test.", "stoa alerts add mail --host ... --from ... --to ...", 3);
  const results: (AlertTestResult & { name: string })[] = [];
  for (const { id, name } of chosen) results.push({ name, ...(await session.client.send<AlertTestResult>("POST", `${path}/${id}/test`)) });
  print(program.opts(), results, (tried) =>
    tried.map(({ name, ok, error }) => (ok ? `${paint.fine("✓")} ${name} took it.` : `${paint.failed("✗")} ${name}: ${error}`)).join("\n"),
  );
  if (results.some(({ ok }) => !ok)) process.exitCode = 1;
}

async function remove(program: Command, id: string): Promise<void> {
  const session = await openSession();
  await session.client.send("DELETE", `${session.operator()}/alert-channels/${id}`);
  print(program.opts(), { removed: id }, () => `${id} is gone.`);
}
