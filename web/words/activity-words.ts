import type { AuditItem } from "@stoa/contract";
import { sayConfigured } from "./activity-changes.ts";
import { fieldsOf, sayDay, textOf } from "./activity-fields.ts";
import { t } from "./t.ts";

/** A row of the activity as far as its sentence goes. */
export type Told = Pick<AuditItem, "actor" | "verb" | "about" | "before" | "after">;

interface Filled {
  who: string;
  name: string;
}

type Say = (filled: Filled, told: Told) => string;

const installations: Readonly<Record<string, Say>> = {
  "installation.install": (it) => t("{who} began to install “{name}”", { ...it }),
  "installation.configure": sayConfigured,
  "installation.settings": (it) => t("{who} changed the settings of “{name}”", { ...it }),
  "installation.pause": (it, { after }) => {
    const until = sayDay(fieldsOf(after)["resumesAt"]);
    return until === undefined ? t("{who} paused “{name}”", { ...it }) : t("{who} paused “{name}” until {until}", { ...it, until });
  },
  "installation.resume": (it) => t("{who} resumed “{name}”", { ...it }),
  "installation.uninstall": (it) => t("{who} uninstalled “{name}”", { ...it }),
  "installation.erase": (it) => t("{who} had what is kept of “{name}” erased", { ...it }),
  "installation.erased": (it) => t("What was kept of “{name}” was erased", { ...it }),
  "installation.upgrade": (it) => t("{who} agreed to a new version of “{name}”", { ...it }),
  "installation.allow": (it) => t("{who} allowed “{name}” what it asks for", { ...it }),
  "installation.revoke": (it) => t("{who} took back what “{name}” was allowed", { ...it }),
  "installation.export": (it, { actor }) =>
    actor.kind === "person" || actor.kind === "token"
      ? t("{who} exported what is kept about “{name}”", { ...it })
      : t("“{name}” was put into an export of everything", { ...it }),
  "installation.visit": (it) => t("{who}, of this product's support, began to look at “{name}”", { ...it }),
  "installation.end_visit": (it) => t("{who}, of this product's support, stopped looking at “{name}”", { ...it }),
  "run.trigger": (it, { after }) => {
    const { mode } = fieldsOf(after);
    if (mode === "options") return t("The form of “{name}” read its choices when {who} had it open", { ...it });
    return mode === "preview" ? t("{who} asked for a preview of “{name}”", { ...it }) : t("{who} started a run of “{name}”", { ...it });
  },
  "run.rerun": (it) => t("{who} ran a run of “{name}” again", { ...it }),
  "run.retry_items": (it) => t("{who} retried the failed items of a run of “{name}”", { ...it }),
  "run.cancel": (it) => t("{who} stopped a run of “{name}”", { ...it }),
  "hook.rotate": (it) => t("{who} made a new address for others to start “{name}”", { ...it }),
  "help.ask": (it) => t("{who} asked for help with “{name}”", { ...it }),
  "help.answer": (it) => t("{who} answered a question about “{name}”", { ...it }),
  "notices.mute": (it, { after }) =>
    fieldsOf(after)["muted"] === false
      ? t("{who} turned notices of “{name}” on again", { ...it })
      : t("{who} muted notices of “{name}”", { ...it }),
};

const others: Readonly<Record<string, Say>> = {
  "connection.begin": (it) => t("{who} began to connect an account", { ...it }),
  "connection.connect": (it) => t("{who} connected the account “{name}”", { ...it }),
  "connection.reconnect": (it) => t("{who} connected the account “{name}” again", { ...it }),
  "connection.rename": (it) => t("{who} renamed an account to “{name}”", { ...it }),
  "connection.test": (it) => t("{who} tested the account “{name}”", { ...it }),
  "connection.disconnect": (it) => t("{who} disconnected the account “{name}”", { ...it }),
  "wish.ask": (it, { after }) => t("{who} asked for the integration “{wish}”", { ...it, wish: textOf(fieldsOf(after)["name"]) }),
  "wish.vote": (it) => t("{who} voted for an integration that was asked for", { ...it }),
  "wish.withdraw": (it) => t("{who} took back a vote for an integration", { ...it }),
  "wish.close_notice": (it) => t("{who} closed the notice of a wish", { ...it }),
  "webhook.add": (it) => t("{who} had another program told what happens", { ...it }),
  "webhook.edit": (it) => t("{who} changed how another program is told", { ...it }),
  "webhook.remove": (it) => t("{who} ended telling another program", { ...it }),
  "webhook.rotate": (it) => t("{who} made a new signing secret for another program", { ...it }),
  "webhook.test": (it) => t("{who} sent another program a test", { ...it }),
  "webhook.redeliver": (it) => t("{who} sent another program something again", { ...it }),
  "notices.edit": (it) => t("{who} changed how they are told", { ...it }),
  "notices.unsubscribe": (it) => t("{who} ended the mails to them", { ...it }),
  "export.request": (it) => t("{who} asked for an export of everything", { ...it }),
  "export.link": (it) => t("{who} downloaded the export of everything", { ...it }),
  "limit.set": (it) => t("{who} changed how many runs may go on at once", { ...it }),
  "limit.remove": (it) => t("{who} took away a limit on how many runs may go on at once", { ...it }),
};

const people: Readonly<Record<string, Say>> = {
  "person.sign_in_from_host": (it) => t("{who} signed in", { ...it }),
  "session.start": (it) => t("{who} signed in", { ...it }),
  "person.put": (it) => t("{who} added a person, or changed what they may do", { ...it }),
  "person.remove": (it) => t("{who} removed a person", { ...it }),
  "membership.end": (it) => t("{who} took back what a person may do", { ...it }),
  "login.approve": (it) => t("{who} let a command line work for them", { ...it }),
  "token.create": (it, { after }) =>
    t("{who} made the access key “{token}” for a program", { ...it, token: textOf(fieldsOf(after)["name"]) }),
  "token.revoke": (it) => t("{who} took back the access key of a program", { ...it }),
  "host_token.put": (it) => t("{who} renewed this product's access for integrations", { ...it }),
  "host_token.remove": (it) => t("{who} removed this product's access for integrations", { ...it }),
  "secrets.rotate": (it) => t("{who} sealed all passwords and keys anew", { ...it }),
  "customer.create": (it) => t("{who} opened your account here", { ...it }),
  "customer.edit": (it) => t("{who} changed your account here", { ...it }),
  "customer.close": (it) => t("{who} closed your account here", { ...it }),
  "customer.reopen": (it) => t("{who} opened your account here again", { ...it }),
};

const says: Readonly<Record<string, Say>> = { ...installations, ...others, ...people };

/** Every verb that can stand in a customer's activity; a test holds it to what the server writes. */
export const toldVerbs: readonly string[] = Object.keys(says);

/** What was done, as a sentence with who did it and what it was done to. */
export function sayActivity(told: Told): string {
  const filled = { who: sayActor(told.actor), name: nameOf(told) };
  return says[told.verb]?.(filled, told) ?? t("{who} did something that this page has no words for", { ...filled });
}

/** The verbs whose sentence holds the text, whoever did it to whatever. */
export function verbsSaying(text: string): string[] {
  const sought = text.trim().toLowerCase();
  const blank: Told = { actor: { kind: "person", id: null, name: "" }, verb: "", about: null, before: null, after: null };
  return sought === ""
    ? []
    : toldVerbs.filter((verb) =>
        samples(verb).some((more) =>
          sayWith(verb, { ...blank, ...more })
            .toLowerCase()
            .includes(sought),
        ),
      );
}

const sayWith = (verb: string, told: Told): string => says[verb]?.({ who: "", name: "" }, { ...told, verb }) ?? "";

/** A verb with several sentences is found by any of them. */
function samples(verb: string): Partial<Told>[] {
  if (verb === "run.trigger") return [{}, { after: { mode: "preview" } }, { after: { mode: "options" } }];
  if (verb === "notices.mute") return [{}, { after: { muted: false } }];
  if (verb !== "installation.configure") return [{}];
  const changes = [
    { state: "active" },
    { schedule: "0 2 * * *" },
    { zone: "UTC" },
    { shareLogs: true },
    { language: "de" },
    { name: "n" },
    { accounts: [] },
  ];
  return [{}, ...changes.map((after) => ({ before: { state: "draft" }, after: { state: "draft", ...after } }))];
}

function nameOf({ about, before, after }: Told): string {
  if (about !== null && about.name !== "") return about.name;
  return textOf(fieldsOf(after)["name"]) || textOf(fieldsOf(before)["name"]) || t("an integration");
}

/** Who did it, where no person is known. */
export function sayActor({ kind, name }: { kind: string; name: string | null }): string {
  if (kind === "token") return name === null ? t("A program") : t("The program “{name}”", { name });
  if (name !== null) return name;
  return kind === "person" ? t("Somebody") : t("The marketplace itself");
}
