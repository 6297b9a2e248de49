import type { HelpPage, HelpView } from "@stoa/contract";
import type { Command } from "commander";
import { csvOption, printRows } from "../output/csv-option.ts";
import { print } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession } from "../session/open-session.ts";

interface ListOptions {
  all?: boolean;
  run?: string;
  csv?: boolean;
}

/** questions: help that customers ask their integrations' publishers for. */
export function addQuestions(program: Command): void {
  const questions = program.command("questions").description("help that customers ask for, and the answers");
  questions
    .command("list", { isDefault: true })
    .option("--all", "also those that were answered")
    .option("--run <id>", "only about this run")
    .addOption(csvOption())
    .description("questions that wait for an answer, newest first, a hundred at most")
    .action(async ({ all, run, csv }: ListOptions) => {
      const session = await openSession();
      const query = { limit: 100, ...(all === true ? {} : { answered: false }), ...(run === undefined ? {} : { runId: run }) };
      const { items } = await session.client.get<HelpPage>(`${session.reader()}/help`, query);
      printRows({ ...program.opts(), csv }, items, columns, { empty: "Nobody waits for an answer.", exact });
    });
  questions
    .command("ask")
    .argument("<run>", "a run that has ended")
    .argument("[words]", "what they should know; no passwords or keys")
    .option("--with-log", "send what the program wrote along, its secrets hidden")
    .description("ask those who made an integration for help with a run")
    .action(async (run: string, words: string | undefined, { withLog }: { withLog?: boolean }) => {
      const session = await openSession();
      const body = { words: words ?? "", withLog: withLog === true };
      const asked = await session.client.send<{ helpId: string }>("POST", `${session.customer()}/runs/${run}/help`, body);
      print(program.opts(), asked, ({ helpId }) => `${helpId} is asked. Read the answer: stoa questions list --all --run ${run}`);
    });
  questions
    .command("answer")
    .argument("<id>", "as listed")
    .argument("<words>", "what the customer reads")
    .description("answer a customer's question, once; the customer is told")
    .action(async (id: string, answer: string) => {
      const session = await openSession();
      await session.client.send("POST", `${session.publisher()}/help/${id}/answer`, { answer });
      print(program.opts(), { answered: id }, () => `${id} is answered; the customer is told.`);
    });
}

const columns = {
  id: (row: HelpView) => row.id,
  integration: (row: HelpView) => row.title ?? "",
  run: (row: HelpView) => row.runId,
  asked: (row: HelpView) => ago(row.askedAt),
  question: (row: HelpView) => row.words || row.sentence,
  answer: (row: HelpView) => row.answer ?? "",
};
const exact = { asked: (row: HelpView) => row.askedAt };
