import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { RuntimeList, RuntimeView } from "@stoa/contract";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { paint } from "../output/paint.ts";
import { print, say, type Output } from "../output/print.ts";
import { table } from "../output/table.ts";
import { ago } from "../output/time.ts";
import { openSession } from "../session/open-session.ts";

const mib = 2 ** 20;
const everyMs = 2_000;

/** runtime: what programs run in, for an operator. */
export function addRuntimes(program: Command): void {
  const runtime = program.command("runtime").alias("runtimes").description("runtimes of the deployment (operator)");
  runtime
    .command("list", { isDefault: true })
    .description("runtimes that are there, and those made at first need")
    .action(async () => {
      const session = await openSession();
      print(program.opts(), await session.client.get<RuntimeList>(`${session.operator()}/runtimes`), describe);
    });
  runtime
    .command("add")
    .argument("<name>", "what a manifest writes as base, such as ruby:3.3")
    .requiredOption("--from <file>", "an image archive: docker save, or skopeo copy ... oci-archive:")
    .description("add a runtime from an image archive")
    .action(async (name: string, options: { from: string }) => add(program, name, options.from));
  runtime
    .command("remove")
    .argument("<name>")
    .description("remove one that was added, when no release in use stands on it")
    .action(async (name: string) => {
      const session = await openSession();
      await session.client.send("DELETE", `${session.operator()}/runtimes?name=${encodeURIComponent(name)}`);
      print(program.opts<Output>(), { removed: name }, () => `${name} is gone; its name is free again.`);
    });
}

async function add(program: Command, name: string, file: string): Promise<void> {
  const session = await openSession();
  const path = `${session.operator()}/runtimes`;
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true)
    throw new CommandError(`${file} is no file.`, `docker save -o image.tar ruby:3.3, then: stoa runtime add ${name} --from image.tar`);
  const answered = new AbortController();
  const body = Readable.toWeb(Readable.from(sendFile(file, found.size, answered.signal))) as ReadableStream<Uint8Array>;
  const added = await session.client.upload<RuntimeView>(path, { name }, body, "application/x-tar").finally(() => answered.abort());
  print(
    program.opts<Output>(),
    added,
    (value) => `${value.name} is there (${value.digest.slice(0, 19)}). A manifest names it: base: ${value.name}`,
  );
}

/** The file's bytes; says now and then how many have gone, of a quick upload nothing, and nothing once there is an answer. */
async function* sendFile(file: string, size: number, answered: AbortSignal): AsyncGenerator<Buffer> {
  let sent = 0;
  let told = Date.now();
  for await (const chunk of createReadStream(file, { highWaterMark: mib }) as AsyncIterable<Buffer>) {
    sent += chunk.length;
    if (Date.now() - told > everyMs) {
      told = Date.now();
      say(paint.dim(`· sent ${Math.floor(sent / mib)} of ${Math.ceil(size / mib)} MiB`));
    }
    yield chunk;
  }
  if (!answered.aborted) say(paint.dim("· sent; it is being unpacked"));
}

function describe({ items, makes }: RuntimeList): string {
  const rows = items.map((row) => [row.name, row.version, row.packages.join(" ") || "-", row.digest.slice(7, 19), ago(row.madeAt)]);
  const there = rows.length === 0 ? "None is there yet." : table(["name", "version", "packages", "digest", "made"], rows);
  return `${there}\n\nMade at first need: ${makes.join(", ")}\nOthers: stoa runtime add <name> --from image.tar`;
}
