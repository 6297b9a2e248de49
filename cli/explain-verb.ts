import { CommanderError, type Command } from "commander";
import { CommandError } from "./command-error.ts";

/** A noun alone lists, so that a verb it has not looks to the parser like a word too many: said as what it is. Other errors stay. */
export function explainVerb(program: Command, argv: readonly string[], error: unknown): unknown {
  if (!(error instanceof CommanderError) || error.code !== "commander.excessArguments") return error;
  const [name, verb] = argv.slice(2).filter((word) => !word.startsWith("-"));
  const noun = program.commands.find((command) => command.name() === name || command.aliases().includes(name ?? ""));
  const verbs = noun?.createHelp().visibleCommands(noun) ?? [];
  const names = verbs.map((command) => command.name()).filter((one) => one !== "help");
  if (!noun || verb === undefined || names.length === 0 || names.includes(verb)) return error;
  return new CommandError(`"stoa ${noun.name()}" has no verb "${verb}".`, `stoa help ${noun.name()}`, 2, `There are: ${names.join(", ")}.`);
}
