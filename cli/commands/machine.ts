import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Command } from "commander";
import { print, say } from "../output/print.ts";
import { machine } from "../session/machine.ts";

/** up, backup, restore, verify-backup, upgrade, service: the deployment on this machine. They load the server's code when used. */
export function addMachine(program: Command): void {
  program
    .command("up")
    .description("start Stoa here (npm start)")
    .action(async () => {
      const { door } = await machine();
      const child = spawn(process.execPath, [door.mainFile, ...(program.opts()["json"] === true ? ["--json"] : [])], { stdio: "inherit" });
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
      const [code] = (await once(child, "close")) as [number | null];
      process.exitCode = code ?? 70;
    });
  program
    .command("backup")
    .argument("[folder]", "where; <data>/backups when missing")
    .description("write a backup; keys are kept apart")
    .action(async (folder?: string) => {
      const { door, config, log } = await machine();
      print(
        program.opts(),
        await door.backUp(config, log, folder),
        (backup) => `Backed up to ${backup.folder}. Prove it: stoa verify-backup`,
      );
    });
  program
    .command("verify-backup")
    .argument("[folder]", "the newest when missing")
    .description("restore a backup into a scratch place and compare")
    .action(async (folder?: string) => {
      const { door, config, log } = await machine();
      print(program.opts(), await door.verifyBackup(config, log, folder), (verified) => `${verified.folder} was restored and compared.`);
    });
  program
    .command("restore")
    .argument("<folder>")
    .description("restore a backup into an empty data folder")
    .action(async (folder: string) => {
      const { door, config, log } = await machine();
      print(
        program.opts(),
        await door.restore(config, log, folder),
        (restored) => `Restored ${restored.rows} rows. Put the deployment key into ${restored.keyFolder}, then: stoa up`,
      );
    });
  addCare(program);
}

function addCare(program: Command): void {
  program
    .command("upgrade")
    .option("--to <release>", "a tag, branch or commit")
    .description("back up, move to a newer release, go back when it is not well")
    .action(async (options: { to?: string }) => {
      const { door, config, log } = await machine();
      print(program.opts(), await door.upgrade(config, { ...options, say, log, env: process.env }), (done) =>
        done.from === done.to ? "There is nothing newer." : `Moved from ${done.from} to ${done.to}.`,
      );
    });
  program
    .command("service")
    .option("--print", "show the unit, write nothing")
    .description("a systemd unit for this clone")
    .action(async (options: { print?: boolean }) => {
      const { door } = await machine();
      const unit = door.installService(process.env, { print: options.print === true });
      print(program.opts(), unit, (value) =>
        value.written ? [`Wrote ${value.path}. Next:`, ...value.next.map((line) => `  ${line}`)].join("\n") : value.text,
      );
    });
}
