import { t } from "./t.ts";

const verbs: Readonly<Record<string, string>> = {
  "installation.install": t("installed it"),
  "installation.configure": t("changed it"),
  "installation.settings": t("changed its settings"),
  "installation.pause": t("paused it"),
  "installation.resume": t("resumed it"),
  "installation.uninstall": t("uninstalled it"),
  "installation.upgrade": t("agreed to a new version"),
  "installation.allow": t("allowed it more"),
  "installation.revoke": t("took something back"),
  "connection.connect": t("connected an account"),
  "connection.reconnect": t("connected an account again"),
  "connection.disconnect": t("disconnected an account"),
  "connection.rename": t("renamed an account"),
  "run.trigger": t("started a run"),
  "run.rerun": t("ran a run again"),
  "run.retry_items": t("retried failed items"),
  "run.cancel": t("stopped a run"),
  "help.ask": t("asked for help"),
  "help.answer": t("answered a question"),
  "webhook.add": t("had a program told"),
  "webhook.edit": t("changed how a program is told"),
  "webhook.remove": t("ended telling a program"),
  "webhook.rotate": t("made a new signing secret"),
  "webhook.test": t("sent a program a test"),
  "webhook.redeliver": t("sent a program something again"),
  "notices.edit": t("changed how they are told"),
  "notices.mute": t("muted notices of it, or unmuted them"),
  "notices.unsubscribe": t("ended their mails"),
};

/** What was done, in words; what has none is named as it is kept. */
export function sayVerb(verb: string): string {
  return verbs[verb] ?? verb;
}

/** Who did it, where no person is known. */
export function sayActor({ kind, name }: { kind: string; name: string | null }): string {
  if (name !== null) return name;
  if (kind === "token") return t("A program");
  return kind === "person" ? t("Somebody") : t("Stoa itself");
}
