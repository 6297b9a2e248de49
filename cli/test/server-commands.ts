import type { Command } from "commander";
import { buildProgram } from "../program.ts";

const local = ["init", "check", "run", "completion", "help", "up", "backup", "verify-backup", "restore", "upgrade", "service", "seed"];
const visible = (command: Command): Command[] => [...command.createHelp().visibleCommands(command)].filter((one) => one.name() !== "help");
/** Every command but those of this machine; a noun stands for its verbs. */
export const serverCommands = visible(buildProgram())
  .filter((command) => !local.includes(command.name()))
  .flatMap((noun) => (visible(noun).length === 0 ? [noun.name()] : visible(noun).map((verb) => `${noun.name()} ${verb.name()}`)));

/** The command a line names: two words when the second is a verb of the first. */
export function commandOf([noun = "", verb = ""]: readonly string[]): string {
  return serverCommands.includes(`${noun} ${verb}`) ? `${noun} ${verb}` : noun;
}
