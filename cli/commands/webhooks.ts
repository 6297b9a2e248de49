import {
  noticeTypes,
  webhookTypes,
  type NewWebhookView,
  type RedeliveredView,
  type WebhookDeliveryPage,
  type WebhookDeliveryView,
  type WebhookView,
} from "@stoa/contract";
import { Option, type Command } from "commander";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type Session, type SideKind } from "../session/open-session.ts";
import { sideOption } from "../session/side-option.ts";

interface Side {
  side: SideKind;
}

interface EditOptions extends Side {
  url?: string;
  name?: string;
  event?: string[];
  on?: boolean;
  off?: boolean;
}

/** webhooks: what your own server is told, as a host or as a customer. */
export function addWebhooks(program: Command): void {
  const webhooks = program.command("webhooks").description("addresses of your own server that are told what happens");
  addList(program, webhooks);
  addAdding(program, webhooks);
  addSteps(program, webhooks);
  addDeliveries(program, webhooks);
}

const eventOption = (): Option =>
  new Option("--event <type...>", "only these; none named means all").choices([...webhookTypes, ...noticeTypes]);

/** A host's own addresses are its side's; who is a customer alone has its own. */
const ownerOf = (session: Session, side: SideKind | undefined): string =>
  session.actsAs("customer") && !session.actsAs("host") ? session.customer() : session.side(side);

function addList(program: Command, webhooks: Command): void {
  webhooks
    .command("list", { isDefault: true })
    .addOption(sideOption())
    .description("how it stands with each")
    .action(async ({ side }: Side) => {
      const session = await openSession();
      const { items } = await session.client.get<{ items: WebhookView[] }>(`${ownerOf(session, side)}/webhooks`);
      const columns = {
        id: (row: WebhookView) => row.id,
        url: (row: WebhookView) => row.url,
        events: (row: WebhookView) => row.events.map((type) => type.replace(/^(installation|notice)\./, "")).join(",") || "all",
        state: (row: WebhookView) => (row.state === "off" ? "off" : (row.error ?? "fine")),
        waiting: (row: WebhookView) => String(row.waiting),
        failed: (row: WebhookView) => String(row.failed),
      };
      printList(program.opts(), items, columns, "Nobody is told anything. Add an address: stoa webhooks add https://app.example.com/stoa");
    });
}

function addAdding(program: Command, webhooks: Command): void {
  webhooks
    .command("add")
    .argument("<url>", "of your server; not a private address")
    .option("--name <name>", "as you want to read it")
    .addOption(eventOption())
    .addOption(sideOption())
    .description("tell an address from now on; its signing secret is shown this once")
    .action(async (url: string, { side, event, name }: EditOptions) => {
      const session = await openSession();
      const body = { url, ...(name === undefined ? {} : { name }), ...(event === undefined ? {} : { events: event }) };
      const made = await session.client.send<NewWebhookView>("POST", `${ownerOf(session, side)}/webhooks`, body);
      print(program.opts(), made, ({ secret, id, publicKey }) =>
        [secret, `Keep it: it verifies what comes. So does the public key ${publicKey}.`, `Try it: stoa webhooks test ${id}`].join("\n"),
      );
    });
  webhooks
    .command("edit")
    .argument("<id>")
    .option("--url <url>", "another address")
    .option("--name <name>", "another name")
    .addOption(eventOption())
    .option("--on", "send again, what waited first")
    .option("--off", "keep what happens until it is on")
    .addOption(sideOption())
    .description("change an address, what it is told, or turn it on and off")
    .action(async (id: string, { side, event, on, off, ...word }: EditOptions) => {
      const session = await openSession();
      const state = on === true ? { state: "on" } : off === true ? { state: "off" } : {};
      const body = { ...word, ...state, ...(event === undefined ? {} : { events: event }) };
      const edited = await session.client.send<WebhookView>("PATCH", `${ownerOf(session, side)}/webhooks/${id}`, body);
      print(program.opts(), edited, ({ name, state: now }) => `${name} is ${now}.`);
    });
}

function addSteps(program: Command, webhooks: Command): void {
  const step = (name: string, description: string): Command =>
    webhooks.command(name).argument("<id>").addOption(sideOption()).description(description);
  step("rotate", "a new signing secret; the old one signs too for a day")
    .option("--now", "end the old one at once: strangers know it")
    .action(async (id: string, { side, now }: { now?: boolean } & Side) => {
      const session = await openSession();
      const body = now === true ? { endOld: "now" } : {};
      const made = await session.client.send<NewWebhookView>("POST", `${ownerOf(session, side)}/webhooks/${id}/rotate`, body);
      print(program.opts(), made, ({ secret }) => secret);
    });
  step("test", "send a signed test.ping now").action(async (id: string, { side }: Side) => {
    const session = await openSession();
    const tried = await session.client.send<WebhookDeliveryView>("POST", `${ownerOf(session, side)}/webhooks/${id}/test`);
    print(program.opts(), tried, ({ error, answeredMs }) => error ?? `It was taken in ${answeredMs} ms.`);
    if (tried.error !== null) process.exitCode = 1;
  });
  step("remove", "tell this address nothing more").action(async (id: string, { side }: Side) => {
    const session = await openSession();
    await session.client.send("DELETE", `${ownerOf(session, side)}/webhooks/${id}`);
    print(program.opts(), { removed: id }, () => `${id} is told nothing any more.`);
  });
}

function addDeliveries(program: Command, webhooks: Command): void {
  webhooks
    .command("deliveries")
    .option("--webhook <id>", "of one address")
    .addOption(new Option("--state <state>", "only those in it").choices(["waiting", "delivered", "failed"]))
    .addOption(sideOption())
    .description("what was sent in thirty days, or is to be")
    .action(async ({ side, webhook, state }: { webhook?: string; state?: string } & Side) => {
      const session = await openSession();
      const query = { endpointId: webhook, state, limit: 100 };
      const { items } = await session.client.get<WebhookDeliveryPage>(`${ownerOf(session, side)}/webhook-deliveries`, query);
      const columns = {
        id: (row: WebhookDeliveryView) => row.id,
        type: (row: WebhookDeliveryView) => row.type,
        to: (row: WebhookDeliveryView) => row.endpointName,
        state: (row: WebhookDeliveryView) => row.state,
        tries: (row: WebhookDeliveryView) => String(row.tries),
        answer: (row: WebhookDeliveryView) => row.error ?? (row.status === null ? "-" : String(row.status)),
        at: (row: WebhookDeliveryView) => ago(row.createdAt),
      };
      printList(program.opts(), items, columns, "Nothing was sent yet. Try an address: stoa webhooks test <id>");
    });
  webhooks
    .command("redeliver")
    .argument("<id>", "whd_… for one delivery, whk_… for all of an address that were given up")
    .addOption(sideOption())
    .description("send again, with the id and bytes it had")
    .action(async (id: string, { side }: Side) => {
      const session = await openSession();
      const path = id.startsWith("whk_") ? "webhooks" : "webhook-deliveries";
      const again = await session.client.send<RedeliveredView>("POST", `${ownerOf(session, side)}/${path}/${id}/redeliver`);
      print(program.opts(), again, ({ count }) => (count === 1 ? "It is sent again." : `${count} are sent again.`));
    });
}
