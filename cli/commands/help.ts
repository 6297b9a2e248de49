import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print } from "../output/print.ts";

/** help: of everything, of a noun, or of one of its verbs. */
export function addHelp(program: Command): void {
  program
    .command("help")
    .argument("[command...]", "such as: runs, or: runs show")
    .description("what a command does, with an example")
    .action((words: string[]) => {
      const found = findCommand(program, words);
      if (program.opts()["json"] !== true) found.help();
      print(program.opts(), describe(found), () => "");
    });
}

function describe(command: Command): object {
  const help = command.createHelp();
  return {
    command: [...lineage(command), command.name()].join(" "),
    description: command.description(),
    arguments: command.registeredArguments.map((one) => ({ name: one.name(), required: one.required, description: one.description })),
    options: help.visibleOptions(command).map(({ flags, description }) => ({ flags, description })),
    commands: help.visibleCommands(command).map((one) => ({ name: one.name(), description: one.description() })),
  };
}

function lineage({ parent }: Command): string[] {
  return parent ? [...lineage(parent), parent.name()] : [];
}

/** @throws CommandError naming what there is */
function findCommand(program: Command, words: readonly string[]): Command {
  let found = program;
  for (const word of words) {
    const next = found.commands.find((command) => command.name() === word || command.aliases().includes(word));
    if (!next) {
      const there = found.commands.map((command) => command.name()).filter((name) => name !== "git-credential");
      const why = there.length > 0 ? `There are: ${there.join(", ")}.` : "It has no verbs.";
      throw new CommandError(`There is no command "stoa ${words.join(" ")}".`, "stoa help", 2, why);
    }
    found = next;
  }
  return found;
}
