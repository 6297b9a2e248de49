import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Integration } from "@stoa/contract";
import { CommandError } from "../command-error.ts";
import type { Session } from "./open-session.ts";

/** The integration's short name: the one given, `name` of ./stoa.yaml, or this folder's. */
export async function integrationSlug(given: string | undefined, folder = "."): Promise<string> {
  if (given !== undefined) return given;
  const file = resolve(folder, "stoa.yaml");
  const text = existsSync(file) ? await readFile(file, "utf8") : "";
  return /^name:\s*["']?([a-z][a-z0-9-]*)/m.exec(text)?.[1] ?? basename(resolve(folder)).toLowerCase();
}

/** @throws CommandError naming what there is */
export async function findIntegration(session: Session, given: string | undefined): Promise<Integration> {
  const slug = await integrationSlug(given);
  const { items } = await session.client.get<{ items: Integration[] }>(`${session.publisher()}/integrations`, { limit: 200 });
  const found = items.find((item) => item.slug === slug);
  if (found) return found;
  const names = items.map((item) => item.slug).join(", ") || "none";
  throw new CommandError(
    `You have no integration "${slug}". There are: ${names}.`,
    "stoa push makes it; or name one with --integration",
    3,
  );
}
