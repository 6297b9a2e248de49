import { Argument, type Command } from "commander";
import { print } from "../output/print.ts";

/** completion: a script for bash or zsh made from the commands themselves. */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "bash or zsh").choices(["bash", "zsh"]))
    .description("print a completion script for a shell")
    .action((shell: string) => {
      const script = shell === "bash" ? bashScript(program) : `autoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`;
      print(program.opts(), { shell, script }, () => script.trimEnd());
    });
}

/** First the noun, then its verbs, then the options of both; after an option with fixed values, those. */
function bashScript(program: Command): string {
  const commands = visible(program);
  const verbs = commands.flatMap((noun) => visible(noun).map((verb) => ({ key: `${noun.name()} ${verb.name()}`, command: verb })));
  const line = (key: string, words: readonly string[]): string => `    "${key}") words="${words.join(" ")}" ;;`;
  const nouns = commands.map((noun) =>
    line(noun.name(), [...visible(noun).map((verb) => verb.name()), ...optionsOf(noun), ...defaults(noun)]),
  );
  const values = [...valuesOf([program, ...commands, ...verbs.map(({ command }) => command)])];
  return `_stoa() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  case "$before" in
${values.map(([name, choices]) => line(name, choices)).join("\n")}
  esac
  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$current")); return; fi
  case "\${COMP_WORDS[1]}" in
${nouns.join("\n")}
  esac
  if [ "$COMP_CWORD" -ge 3 ]; then
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${verbs.map(({ key, command }) => `  ${line(key, optionsOf(command))}`).join("\n")}
    esac
  fi
  [ "$COMP_CWORD" -eq 1 ] && words="${commands.map((command) => command.name()).join(" ")}"
  COMPREPLY=($(compgen -W "$words --json --help" -- "$current"))
}
complete -o default -F _stoa stoa
`;
}

function visible(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => command.parent === null || one.name() !== "help");
}

function optionsOf(command: Command): string[] {
  return command.options.flatMap((option) => option.long ?? []);
}

/** A noun alone means one of its verbs, mostly list: that one's options stand with it. */
function defaults(noun: Command): string[] {
  return optionsOf(visible(noun).find((verb) => verb.name() === "list") ?? noun);
}

function valuesOf(commands: readonly Command[]): Map<string, string[]> {
  const withChoices = commands.flatMap((command) => command.options).filter((option) => option.argChoices !== undefined);
  return new Map(withChoices.map((option) => [option.long ?? "", [...(option.argChoices ?? [])]]));
}
