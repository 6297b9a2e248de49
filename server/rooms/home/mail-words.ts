import { sayVerdictIn, showId, silentSentences, type SilentCause } from "@stoa/contract";
import type { ToldNotice } from "./store/readers.ts";

type Language = "en" | "de";

interface Words {
  subject: Record<ToldNotice["kind"], (name: string) => string>;
  what: Record<ToldNotice["kind"], string>;
  /** In place of `what`, where it recovered so often and was told of once. */
  flapped: (times: number, fails: boolean) => string | undefined;
  digest: (count: number) => string;
  more: string;
  see: string;
  ends: string;
}

const words: Record<Language, Words> = {
  en: {
    subject: {
      failing: (name) => `${name} fails`,
      recovered: (name) => `${name} works again`,
      silent: (name) => `${name} has gone silent`,
      "needs-sign-in": (name) => `${name}: sign in again`,
      "asks-consent": (name) => `${name}: a new version asks for more`,
      "covers-more": (name) => `${name}: something you allowed covers more now`,
      upgraded: (name) => `${name} has a new version`,
      "help-answered": (name) => `${name}: your question was answered`,
    },
    what: {
      failing: "Its last run failed.",
      recovered: "It failed before; its last run worked.",
      silent: "No run has worked for twice as long as usual.",
      "needs-sign-in":
        "The other service does not accept the sign-in any more. Until somebody connects the account again, what uses it does not work.",
      "asks-consent": "The version you have goes on running until somebody agrees to what the new one asks for.",
      "covers-more":
        "The product it works in made something you allowed cover more. It is refused until somebody agrees, so runs that need it may fail.",
      upgraded: "It asks for nothing more than you agreed to; there is nothing to do.",
      "help-answered": "The answer stands on the page of the run.",
    },
    flapped: (times, fails) => {
      if (times > 1) return `It failed and recovered ${times} times${fails ? ", and fails again." : "; its last run worked."}`;
      return times === 1 && fails ? "It recovered and failed again." : undefined;
    },
    digest: (count) => (count === 1 ? "One notice of the last day" : `${count} notices of the last day`),
    more: "And more, which are not listed here.",
    see: "See it here:",
    ends: "No more of these mails, without signing in:",
  },
  de: {
    subject: {
      failing: (name) => `${name} ist gestört`,
      recovered: (name) => `${name} läuft wieder`,
      silent: (name) => `${name} ist still geworden`,
      "needs-sign-in": (name) => `${name}: bitte neu anmelden`,
      "asks-consent": (name) => `${name}: eine neue Version möchte mehr dürfen`,
      "covers-more": (name) => `${name}: etwas, das Sie erlaubt haben, umfasst jetzt mehr`,
      upgraded: (name) => `${name} hat eine neue Version`,
      "help-answered": (name) => `${name}: Ihre Frage ist beantwortet`,
    },
    what: {
      failing: "Der letzte Lauf ist fehlgeschlagen.",
      recovered: "Es war gestört; der letzte Lauf hat geklappt.",
      silent: "Seit doppelt so langer Zeit wie sonst hat kein Lauf geklappt.",
      "needs-sign-in":
        "Der andere Dienst nimmt die Anmeldung nicht mehr an. Bis jemand das Konto neu verbindet, geht nicht, was es benutzt.",
      "asks-consent": "Ihre Version läuft weiter, bis jemand dem zustimmt, was die neue möchte.",
      "covers-more":
        "Das Produkt, in dem es arbeitet, hat etwas, das Sie erlaubt haben, erweitert. Es wird abgelehnt, bis jemand zustimmt; Läufe, die es brauchen, können scheitern.",
      upgraded: "Sie möchte nicht mehr dürfen, als Sie erlaubt haben; es ist nichts zu tun.",
      "help-answered": "Die Antwort steht auf der Seite des Laufs.",
    },
    flapped: (times, fails) => {
      if (times > 1)
        return `Es fiel ${times}-mal aus und lief wieder; ${fails ? "jetzt ist es wieder gestört." : "der letzte Lauf hat geklappt."}`;
      return times === 1 && fails ? "Es lief wieder und ist erneut gestört." : undefined;
    },
    digest: (count) => (count === 1 ? "Eine Nachricht des letzten Tages" : `${count} Nachrichten des letzten Tages`),
    more: "Und weitere, die hier nicht stehen.",
    see: "Hier zu sehen:",
    ends: "Keine solchen E-Mails mehr, ohne Anmeldung:",
  },
};

interface Links {
  /** Where a path of the marketplace is opened. */
  linkTo: (path: string) => string;
  /** Where mails are ended. */
  address: string;
  /** Of the person the mail goes to. */
  code: string;
  /** There are others, which it does not list. */
  more: boolean;
}

const nameOf = ({ name }: ToldNotice): string => (name ?? "").replaceAll(/\s+/g, " ").trim() || "-";

function describe(
  notice: ToldNotice,
  { subject, what, flapped }: Words,
  { language, linkTo }: { language: Language; linkTo: Links["linkTo"] },
): string {
  const cause = notice.kind === "silent" ? silentSentences[(notice.cause ?? "no-events") as SilentCause][language] : undefined;
  const said = notice.kind === "failing" && notice.sentence !== null ? sayVerdictIn(language, notice.sentence) : null;
  const words = [flapped(notice.times ?? 0, notice.kind === "failing") ?? what[notice.kind], cause, said].filter(Boolean).join(" ");
  return `${subject[notice.kind](nameOf(notice))}\n${words}\n${linkTo(pathOf(notice))}`;
}

function pathOf({ kind, installationId, runId }: ToldNotice): string {
  if (runId !== null && kind !== "silent") return `/runs/${showId("run", runId)}`;
  if (installationId !== null) return `/installations/${showId("installation", installationId)}`;
  return "/connections";
}

/** One notice, or those of a day, as a mail in the reader's language. */
export function writeMail(
  notices: readonly ToldNotice[],
  language: Language,
  { linkTo, address, code, more }: Links,
): { subject: string; body: string } {
  const said = words[language];
  const [first] = notices;
  const subject = notices.length === 1 && first ? said.subject[first.kind](nameOf(first)) : said.digest(notices.length);
  const parts = notices.map((notice) => describe(notice, said, { language, linkTo }));
  const foot = `${said.see} ${linkTo("/notices")}\n${said.ends} ${address}/unsubscribe#${code}`;
  return { subject, body: `${[...parts, ...(more ? [said.more] : [])].join("\n\n")}\n\n--\n${foot}\n` };
}
