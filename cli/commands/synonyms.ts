import type { SynonymPair, SynonymsView } from "@stoa/contract";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { csvOption, printRows } from "../output/csv-option.ts";
import { print } from "../output/print.ts";
import { openSession, type SideKind } from "../session/open-session.ts";
import { sideOption } from "../session/side-option.ts";

/** synonyms: words that mean the same in the host's shop. */
export function addSynonyms(program: Command): void {
  const synonyms = program.command("synonyms").description("words that mean the same in your host's shop");
  synonyms
    .command("list", { isDefault: true })
    .addOption(csvOption())
    .addOption(sideOption())
    .description("pairs of words a search takes for one another")
    .action(async ({ side, csv }: { side: SideKind; csv?: boolean }) => {
      const { pairs } = await open(side);
      const empty = "None of your own; common words are known. Add a pair: stoa synonyms add claim invoice";
      printRows({ ...program.opts(), csv }, pairs, columns, { empty });
    });
  synonyms
    .command("add")
    .argument("<word>", "as your customers say, up to three words")
    .argument("<means>", "as listings say")
    .addOption(sideOption())
    .description("take two words for one another, from the next search on")
    .action(async (word: string, means: string, { side }: { side: SideKind }) => {
      const { pairs, save } = await open(side);
      const saved = await save([...pairs, { word, means }]);
      print(program.opts(), saved, () => `A search for "${word}" finds "${means}", and the other way round.`);
    });
  synonyms
    .command("remove")
    .argument("<word>", "as listed")
    .argument("<means>", "as listed")
    .addOption(sideOption())
    .description("take a pair away")
    .action(async (word: string, means: string, { side }: { side: SideKind }) => {
      const { pairs, save } = await open(side);
      const left = pairs.filter((pair) => pair.word !== word || pair.means !== means);
      if (left.length === pairs.length) throw new CommandError(`"${word}" and "${means}" are no pair.`, "stoa synonyms list", 3);
      const saved = await save(left);
      print(program.opts(), saved, () => `"${word}" and "${means}" are a pair no more.`);
    });
}

async function open(side: SideKind) {
  const session = await openSession();
  const path = `${session.side(side)}/synonyms`;
  const { pairs } = await session.client.get<SynonymsView>(path);
  return { pairs, save: (next: SynonymPair[]) => session.client.send<SynonymsView>("PUT", path, { pairs: next }) };
}

const columns = { word: (row: SynonymPair) => row.word, means: (row: SynonymPair) => row.means };
