import type { Sentence } from "./sentence.ts";

/** What is the customer's to mend: sign-in, settings, addresses; and entries that failed. */
export const settingSentences: readonly Sentence[] = [
  [
    /^(?<title>.+) does not accept this integration's API key;/,
    {
      en: "{title} does not accept this integration's API key; make a new one there and enter it in the settings.",
      de: "{title} nimmt den API-Schlüssel dieser Integration nicht an; legen Sie dort einen neuen an und tragen Sie ihn in den Einstellungen ein.",
    },
  ],
  [
    /^(?<title>.+) does not accept this integration's token;/,
    {
      en: "{title} does not accept this integration's token; make a new one there and enter it in the settings.",
      de: "{title} nimmt das Token dieser Integration nicht an; legen Sie dort ein neues an und tragen Sie es in den Einstellungen ein.",
    },
  ],
  [
    /^(?<title>.+) does not accept the user name or password;/,
    {
      en: "{title} does not accept the user name or password; enter them again in the settings.",
      de: "{title} nimmt Benutzername oder Passwort nicht an; geben Sie beides in den Einstellungen neu ein.",
    },
  ],
  [
    /^(?<title>.+) does not accept the connected account;/,
    {
      en: "{title} does not accept the connected account; connect it again in the settings.",
      de: "{title} nimmt das verbundene Konto nicht an; verbinden Sie es in den Einstellungen neu.",
    },
  ],
  [
    /^(?<title>.+) does not accept what was entered for it;/,
    {
      en: "{title} does not accept what was entered for it; enter it again in the settings.",
      de: "{title} nimmt nicht an, was dafür eingegeben wurde; geben Sie es in den Einstellungen neu ein.",
    },
  ],
  [
    /^"(?<title>.+)" was not accepted;/,
    {
      en: "“{title}” was not accepted; enter it again in the settings.",
      de: "„{title}“ wurde nicht angenommen; geben Sie es in den Einstellungen neu ein.",
    },
  ],
  [
    /^(?<some>.+) or (?<last>.+) refused what it was given;/,
    {
      en: "{some} or {last} refused what it was given; look at each in the settings.",
      de: "{some} oder {last} hat abgelehnt, was eingegeben wurde; sehen Sie in den Einstellungen nach beidem.",
    },
  ],
  [
    /^The other service refused the credentials;/,
    {
      en: "The other service refused the credentials; enter them again in the settings, or connect the account again.",
      de: "Der andere Dienst hat die Zugangsdaten abgelehnt; geben Sie sie in den Einstellungen neu ein oder verbinden Sie das Konto neu.",
    },
  ],
  [
    /^(?<server>\S+) refused the credentials;/,
    {
      en: "{server} refused the credentials; enter them again in the settings, or connect the account again.",
      de: "{server} hat die Zugangsdaten abgelehnt; geben Sie sie in den Einstellungen neu ein oder verbinden Sie das Konto neu.",
    },
  ],
  [
    /^A setting of this installation does not work;/,
    {
      en: "A setting of this installation does not work; change it and run again.",
      de: "Eine Einstellung dieser Installation passt nicht; ändern Sie sie und starten Sie neu.",
    },
  ],
  [
    /^The address in "(?<title>.+)", (?<place>\S+), is not a public one,/,
    {
      en: "The address in “{title}”, {place}, belongs to a private network and cannot be reached from here; check it in the settings.",
      de: "Die Adresse in „{title}“, {place}, gehört zu einem internen Netz und ist von hier aus nicht zu erreichen. Bitte prüfen Sie sie in den Einstellungen.",
    },
  ],
  [
    /^The address in "(?<title>.+)", (?<place>\S+), is not known:/,
    {
      en: "The address in “{title}”, {place}, is not known: there is no server of this name; check it in the settings.",
      de: "Die Adresse in „{title}“, {place}, ist unbekannt: Einen Server mit diesem Namen gibt es nicht; prüfen Sie sie in den Einstellungen.",
    },
  ],
  [
    /^The address in "(?<title>.+)", (?<place>\S+), does not answer;/,
    {
      en: "The address in “{title}”, {place}, does not answer; check it in the settings, or run again later.",
      de: "Die Adresse in „{title}“, {place}, antwortet nicht; prüfen Sie sie in den Einstellungen oder starten Sie später noch einmal.",
    },
  ],
  [
    /^(?<place>\S+), the address in "(?<title>.+)", cannot be reached just now;/,
    {
      en: "{place}, the address in “{title}”, cannot be reached just now; a later run may work.",
      de: "{place}, die Adresse in „{title}“, ist gerade nicht erreichbar; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^"(?<title>.+)", (?<place>\S+), does not answer;/,
    {
      en: "“{title}”, {place}, does not answer; check it in the settings. The port may be missing behind it, as in {place}:587.",
      de: "„{title}“, {place}, antwortet nicht; prüfen Sie diese Einstellung. Vielleicht fehlt dahinter der Port, wie in {place}:587.",
    },
  ],
  [
    /^What stands in "(?<title>.+)" is no e-mail address that the mail server accepts;/,
    {
      en: "What stands in “{title}” is no e-mail address that the mail server accepts; correct it in the settings.",
      de: "Was in „{title}“ steht, ist keine E-Mail-Adresse, die der Mailserver annimmt; berichtigen Sie sie in den Einstellungen.",
    },
  ],
  [
    /^The mail server does not accept an e-mail address;/,
    {
      en: "The mail server does not accept an e-mail address; check those in the settings, and those it writes to.",
      de: "Der Mailserver nimmt eine E-Mail-Adresse nicht an; prüfen Sie die in den Einstellungen und die, an die geschrieben wird.",
    },
  ],
  [
    /^What stands in "(?<title>.+)" is not an address/,
    {
      en: "What stands in “{title}” is not an address that can be reached; correct it in the settings.",
      de: "Was in „{title}“ steht, ist keine erreichbare Adresse; berichtigen Sie es in den Einstellungen.",
    },
  ],
  [
    /^The server in "(?<title>.+)", (?<place>\S+), does not have what was asked for;/,
    {
      en: "There is nothing (any more) under the address in “{title}”, {place}; check it in the settings.",
      de: "Unter der Adresse in „{title}“, {place}, gibt es diese Datei nicht (mehr). Bitte prüfen Sie die Adresse in den Einstellungen.",
    },
  ],
  [
    /^The setting "(?<title>.+)" does not work;/,
    {
      en: "The setting “{title}” does not work; change it and run again.",
      de: "Die Einstellung „{title}“ passt nicht; ändern Sie sie und starten Sie neu.",
    },
  ],
  [
    /^(?:The other service|(?<server>\S+)) does not have what the settings name;/,
    {
      en: "The other service does not have what the settings name; change them and run again.",
      de: "Der andere Dienst hat nicht, was die Einstellungen nennen; ändern Sie sie und starten Sie neu.",
    },
  ],
  [
    /^1 item failed; the first is (?<item>[^:]+): (?<reason>.+)\.$/,
    { en: "1 entry failed, {item}: {reason}.", de: "1 Eintrag ist gescheitert, {item}: {reason}." },
  ],
  [
    /^(?<count>\d+) items failed, for one reason: (?<reason>.+)\.$/,
    { en: "{count} entries failed, for one reason: {reason}.", de: "{count} Einträge sind aus einem Grund gescheitert: {reason}." },
  ],
  [
    /^(?<count>\d+) items failed; the first is (?<item>[^:]+): (?<reason>.+)\.$/,
    {
      en: "{count} entries failed; the first is {item}: {reason}.",
      de: "{count} Einträge sind gescheitert; der erste ist {item}: {reason}.",
    },
  ],
];
