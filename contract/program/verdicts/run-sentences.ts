import type { Sentence } from "./sentence.ts";

/** What is its publisher's or the platform's to mend. */
export const runSentences: readonly Sentence[] = [
  [
    /^The integration stopped on a fault of its own;/,
    {
      en: "The integration stopped on a fault of its own; its publisher has to mend it.",
      de: "Die Integration brach durch einen eigenen Fehler ab; ihr Hersteller muss ihn beheben.",
    },
  ],
  [
    /^The run took longer than (?<time>\d+ (?:s|min|h)) and was stopped;/,
    {
      en: "The run took longer than {time} and was stopped; what it had saved is kept.",
      de: "Der Lauf dauerte länger als {time} und wurde angehalten; was er gespeichert hatte, bleibt.",
    },
  ],
  [
    /^The run used more than (?<size>\d+ [MG]B) of memory and was stopped;/,
    {
      en: "The run used more than {size} of memory and was stopped; what it had saved is kept.",
      de: "Der Lauf brauchte mehr als {size} Speicher und wurde angehalten; was er gespeichert hatte, bleibt.",
    },
  ],
  [
    /^The run started more than (?<count>\d+) processes and was stopped;/,
    {
      en: "The run started more than {count} processes and was stopped; its publisher has to mend it.",
      de: "Der Lauf startete mehr als {count} Prozesse und wurde angehalten; der Hersteller muss das beheben.",
    },
  ],
  [
    /^The run wrote more than its disk of (?<size>\d+ [MG]B) holds and was stopped;/,
    {
      en: "The run wrote more than its disk of {size} holds and was stopped; its publisher has to mend it.",
      de: "Der Lauf schrieb mehr, als auf seinen Datenträger von {size} passt, und wurde angehalten; der Hersteller muss das beheben.",
    },
  ],
  [
    /^The run wrote more than (?<size>\d+ [MG]B) of log and was stopped;/,
    {
      en: "The run wrote more than {size} of log and was stopped; its publisher has to mend it.",
      de: "Der Lauf schrieb mehr als {size} Protokoll und wurde angehalten; der Hersteller muss das beheben.",
    },
  ],
  [
    /^The run took longer than allowed and was stopped;/,
    {
      en: "The run took longer than allowed and was stopped; what it had saved is kept.",
      de: "Der Lauf dauerte länger als erlaubt und wurde angehalten; was er gespeichert hatte, bleibt.",
    },
  ],
  [
    /^The run needed more memory than allowed/,
    {
      en: "The run needed more memory than allowed and was stopped; what it had saved is kept.",
      de: "Der Lauf brauchte mehr Speicher als erlaubt und wurde angehalten; was er gespeichert hatte, bleibt.",
    },
  ],
  [
    /^The integration tried something it has not declared/,
    {
      en: "The integration tried something it has not declared and was stopped; its publisher has to declare it.",
      de: "Die Integration versuchte etwas, das sie nicht angegeben hat, und wurde angehalten; ihr Hersteller muss es angeben.",
    },
  ],
  [
    /^Stoa could not carry out the run;/,
    {
      en: "The marketplace could not carry out the run; those who look after it see this, and a later run may work.",
      de: "Der Marktplatz konnte den Lauf nicht ausführen; wer ihn betreut, sieht das, und ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^Stoa could not keep what this run gave back;/,
    {
      en: "The marketplace could not keep what this run gave back; those who look after it see this.",
      de: "Der Marktplatz konnte nicht aufheben, was dieser Lauf ergab; wer ihn betreut, sieht das.",
    },
  ],
  [
    /^Stoa could not start the run\./,
    {
      en: "The marketplace could not start the run; those who look after it see this.",
      de: "Der Marktplatz konnte den Lauf nicht starten; wer ihn betreut, sieht das.",
    },
  ],
  [
    /^The integration tried to reach (?<server>\S+), which it has not declared;/,
    {
      en: "The integration tried to reach {server}, which it has not declared; its publisher has to declare it.",
      de: "Die Integration wollte {server} erreichen, ohne das angegeben zu haben; ihr Hersteller muss es angeben.",
    },
  ],
  [
    /^The integration asked for "(?<asked>.+)", which it does not declare;/,
    {
      en: "The integration asked for “{asked}”, which it does not declare; its publisher has to mend it.",
      de: "Die Integration verlangte „{asked}“, ohne das angegeben zu haben; ihr Hersteller muss das beheben.",
    },
  ],
  [
    /^The integration needed "(?<asked>.+)", which this installation does not allow;/,
    {
      en: "The integration needed “{asked}”, which this installation does not allow; allow it again on its page, or uninstall it.",
      de: "Die Integration brauchte „{asked}“, was hier nicht erlaubt ist; erlauben Sie es auf ihrer Seite wieder, oder deinstallieren Sie sie.",
    },
  ],
  [
    /^The integration was asked for the choices of this form and gave none;/,
    {
      en: "The integration was asked for the choices of this form and gave none; its publisher has to mend it.",
      de: "Die Integration wurde nach der Auswahl für dieses Formular gefragt und gab keine; ihr Hersteller muss das beheben.",
    },
  ],
  [
    /^The integration ended without saying that its work is done;/,
    {
      en: "The integration ended without saying that its work is done; its publisher has to look at it.",
      de: "Die Integration endete, ohne zu sagen, dass ihre Arbeit getan ist; ihr Hersteller muss das ansehen.",
    },
  ],
  [
    /^The integration logged an error, though it reported success;/,
    {
      en: "The integration logged an error, though it reported success; its publisher has to look at it.",
      de: "Die Integration schrieb einen Fehler auf, obwohl sie Erfolg meldete; ihr Hersteller muss das ansehen.",
    },
  ],
  [
    /^Only (?<count>\d+) (?<name>.+), where the integration promises at least (?<least>.+)\.$/,
    {
      en: "Only {count} {name}, where the integration promises at least {least}.",
      de: "Nur {count} {name}, wo die Integration mindestens {least} verspricht.",
    },
  ],
  [
    /^Nothing has changed for (?<count>\d+) runs in a row,/,
    {
      en: "Nothing has changed for {count} runs in a row, which this integration counts as a fault.",
      de: "Seit {count} Läufen hat sich nichts geändert, was diese Integration als Fehler wertet.",
    },
  ],
  [
    /^The run started more processes than allowed/,
    {
      en: "The run started more processes than allowed and was stopped; its publisher has to mend it.",
      de: "Der Lauf startete mehr Prozesse als erlaubt und wurde angehalten; der Hersteller muss das beheben.",
    },
  ],
  [
    /^The run wrote more than its disk holds/,
    {
      en: "The run wrote more than its disk holds and was stopped; its publisher has to mend it.",
      de: "Der Lauf schrieb mehr, als Platz ist, und wurde angehalten; der Hersteller muss das beheben.",
    },
  ],
  [
    /^The run wrote more log than allowed/,
    {
      en: "The run wrote more log than allowed and was stopped; its publisher has to mend it.",
      de: "Der Lauf schrieb mehr Protokoll als erlaubt und wurde angehalten; der Hersteller muss das beheben.",
    },
  ],
  [
    /^A command the integration needs is missing/,
    {
      en: "A command the integration needs is missing from its runtime; its publisher has to add it.",
      de: "Ein Befehl, den die Integration braucht, fehlt ihr; ihr Hersteller muss ihn hinzufügen.",
    },
  ],
  [
    /^The run was cancelled before it began\.$/,
    { en: "The run was cancelled before it began.", de: "Der Lauf wurde abgebrochen, bevor er begann." },
  ],
  [
    /^The integration was removed before the run began\.$/,
    { en: "The integration was removed before the run began.", de: "Die Integration wurde entfernt, bevor der Lauf begann." },
  ],
  [
    /^The runner was lost;/,
    {
      en: "The machine that ran it was lost; the run is taken up again.",
      de: "Die Maschine, die ihn ausführte, ging verloren; der Lauf wird wieder aufgenommen.",
    },
  ],
  [
    /^The integration needs (?<place>\S+), which is not a public address;/,
    {
      en: "The integration needs {place}, which is not a public address; whoever runs this marketplace has to allow it, or its publisher to name another.",
      de: "Die Integration braucht {place}, das ist keine öffentliche Adresse; der Betreiber dieses Marktplatzes muss sie zulassen oder der Hersteller eine andere nennen.",
    },
  ],
  [/^The run was cancelled\.$/, { en: "The run was cancelled.", de: "Der Lauf wurde abgebrochen." }],
];
