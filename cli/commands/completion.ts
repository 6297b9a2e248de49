import type { Command } from "commander";
import { CommandError } from "../command-error.ts";

/** completion: a script for bash or zsh made from the commands themselves. */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .argument("<shell>", "bash or zsh")
    .description("print a completion script: source <(stoa completion bash)")
    .action((shell: string) => {
      if (shell !== "bash" && shell !== "zsh")
        throw new CommandError(`There is no completion for "${shell}".`, "stoa completion bash, or zsh");
      process.stdout.write(shell === "bash" ? bashScript(program) : `autoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`);
    });
}

function bashScript(program: Command): string {
  const words = (command: Command): string =>
    [...command.commands.map((sub) => sub.name()), ...command.options.map((option) => option.long ?? "")]
      .filter((word) => word !== "" && word !== "help")
      .join(" ");
  const cases = program.commands.map((command) => `    ${command.name()}) words="${words(command)}" ;;`).join("\n");
  return `_stoa() {
  local words current="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[1]}" in
${cases}
    *) words="${words(program)}" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${words(program)}"
  COMPREPLY=($(compgen -W "$words --json --help" -- "$current"))
}
complete -o default -F _stoa stoa
`;
}
