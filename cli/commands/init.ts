import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { TemplateLanguage } from "@stoa/program";
import { Option, type Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print } from "../output/print.ts";
import { git } from "../session/git.ts";

/** Written here, so that no other command loads what reads programs; a test holds them equal. */
export const languages: readonly TemplateLanguage[] = ["python", "node", "bash", "go", "c"];

/** init: a new integration that runs as it is. */
export function addInit(program: Command): void {
  program
    .command("init")
    .argument("<name>", "small letters, digits and dashes; also the folder")
    .addOption(new Option("--lang <language>", "what it is written in").choices([...languages]).default("python"))
    .description("begin an integration: a manifest and a program that runs")
    .action(async (name: string, options: { lang: TemplateLanguage }) => init(program, name, options.lang));
}

async function init(program: Command, name: string, lang: TemplateLanguage): Promise<void> {
  const files = await render(name, lang);
  const folder = resolve(name);
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new CommandError(`${folder} is not empty; nothing was written.`, "Choose another name, or an empty folder.");
  for (const file of files) {
    const path = join(folder, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content, { mode: file.content.startsWith("#!") ? 0o755 : 0o644 });
  }
  await git(folder, ["init", "--quiet", "--initial-branch=main"]);
  await git(folder, ["add", "--all"]);
  const author = ["-c", "user.name=stoa", "-c", "user.email=stoa@localhost"];
  const known = await git(folder, ["config", "user.email"]).catch(() => "");
  await git(folder, [...(known === "" ? author : []), "commit", "--quiet", "--message", `Begin ${name}`]);
  const next = [`cd ${name}`, "stoa run", "stoa push"];
  print(program.opts(), { folder, files: files.map((file) => file.path), next }, () =>
    [`Made ${folder}:`, ...files.map((file) => `  ${file.path}`), "Next:", ...next.map((line) => `  ${line}`)].join("\n"),
  );
}

async function render(name: string, lang: TemplateLanguage): Promise<{ path: string; content: string }[]> {
  const { renderTemplate } = await import("@stoa/program");
  try {
    return renderTemplate(lang, name);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), "stoa init my-integration");
  }
}
