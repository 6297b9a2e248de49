/** What lies in an export, for whoever opens it; of everything where no installation is named. */
export function readmeOf(name?: string): string {
  const of = name === undefined ? everything : one(name);
  return `${of.join("\r\n")}\r\n`;
}

const one = (name: string): string[] => [
  `What is kept about the installed integration "${name}".`,
  "",
  "runs.csv      its runs as a table, for Excel and others",
  "export.json   the same and its settings, for programs; of passwords and keys only when they were set",
  "state/        what it keeps between runs as files, where it does",
  "",
  `Was \u00fcber die installierte Integration "${name}" aufgehoben ist.`,
  "",
  "runs.csv      ihre L\u00e4ufe als Tabelle, f\u00fcr Excel und andere",
  "export.json   dasselbe und ihre Einstellungen, f\u00fcr Programme; von Passw\u00f6rtern und Schl\u00fcsseln nur, wann sie gesetzt wurden",
  "state/        was sie zwischen L\u00e4ufen als Dateien aufhebt, wo es das gibt",
];

const everything: readonly string[] = [
  "Everything your company has in this marketplace.",
  "",
  "activity.csv     who changed what and when, as a table",
  "installations/   a folder for each integration that is or was installed:",
  "                 runs.csv its runs as a table, export.json the same and its settings for programs,",
  "                 logs/ what its last runs wrote, state/ what it keeps between runs",
  "connections.json the accounts that are connected, without their keys",
  "notices.json     what you were told",
  "help.json        what help was asked for, and the answers",
  "customer.json    what of it is left out",
  "",
  "Passwords and keys are in none of it.",
  "",
  "Alles, was Ihr Unternehmen in diesem Marktplatz hat.",
  "",
  "activity.csv     wer wann was ge\u00e4ndert hat, als Tabelle",
  "installations/   ein Ordner f\u00fcr jede Integration, die installiert ist oder war:",
  "                 runs.csv ihre L\u00e4ufe als Tabelle, export.json dasselbe und ihre Einstellungen f\u00fcr Programme,",
  "                 logs/ was ihre letzten L\u00e4ufe schrieben, state/ was sie zwischen L\u00e4ufen aufhebt",
  "connections.json die verbundenen Konten, ohne ihre Schl\u00fcssel",
  "notices.json     was Ihnen mitgeteilt wurde",
  "help.json        wobei um Hilfe gebeten wurde, und die Antworten",
  "customer.json    was davon ausgelassen ist",
  "",
  "Passw\u00f6rter und Schl\u00fcssel stehen nirgends darin.",
];
