import type { Build, Integration, Listing, Release } from "@stoa/contract";
import { Option, type Command } from "commander";
import { CommandError } from "../command-error.ts";
import { describeBuild } from "../output/describe-build.ts";
import { print, printList, say } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { findIntegration } from "../session/find-integration.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { chooseSide } from "../session/choose-side.ts";
import { readTranslations } from "./read-translations.ts";

interface Describing {
  release?: string;
  translation?: string[];
  integration?: string;
}

/** builds, release, submit: from a pushed commit to a listing the host can approve. */
export function addReleases(program: Command): void {
  addReleaseCommands(program);
  addIntegrations(program);
  addBuilds(program);
  program
    .command("submit")
    .description("hand the listing to a host for review")
    .option("--integration <slug>", "its short name; this folder's when missing")
    .option("--host <name>", "which host, when several admitted you")
    .addOption(new Option("--side <side>", "the host's test or live side").choices(["test", "live"]).default("live"))
    .action(async (options: { integration?: string; host?: string; side: string }) => submit(program, options));
}

function addIntegrations(program: Command): void {
  program
    .command("integrations")
    .description("your integrations")
    .command("list", { isDefault: true })
    .description("integrations with their releases")
    .action(async () => {
      const session = await openSession();
      const { items } = await session.client.get<{ items: Integration[] }>(`${session.publisher()}/integrations`);
      const columns = {
        slug: (row: Integration) => row.slug,
        name: (row: Integration) => row.name,
        stable: (row: Integration) => row.stable?.version ?? "-",
        latest: (row: Integration) => row.latest?.version ?? "-",
      };
      printList(program.opts(), items, columns, "No integrations yet. Begin with: stoa init hello");
    });
}

function addBuilds(program: Command): void {
  const builds = program.command("builds").description("builds of an integration");
  builds
    .command("list", { isDefault: true })
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("builds, newest first")
    .action(async (options: { integration?: string }) => {
      const { session, base } = await open(options.integration);
      const { items } = await session.client.get<{ items: Build[] }>(`${base}/builds`);
      const columns = {
        id: (row: Build) => row.id,
        number: (row: Build) => String(row.number),
        state: (row: Build) => row.state,
        ref: (row: Build) => row.ref,
        commit: (row: Build) => row.commit.slice(0, 10),
        when: (row: Build) => ago(row.createdAt),
      };
      printList(program.opts(), items, columns, "No builds yet. Push one: stoa push");
    });
  builds
    .command("show")
    .argument("<id>")
    .description("how it went, and its last lines when it failed")
    .action(async (id: string) => {
      const session = await openSession();
      print(program.opts(), await session.client.get<Build>(`${session.publisher()}/builds/${id}`), describeBuild);
    });
}

function addReleaseCommands(program: Command): void {
  const release = program.command("release").alias("releases").description("releases of an integration");
  release
    .command("list", { isDefault: true })
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("releases, newest first")
    .action(async (options: { integration?: string }) => {
      const { session, base } = await open(options.integration);
      const { items } = await session.client.get<{ items: Release[] }>(`${base}/releases`);
      const columns = {
        id: (row: Release) => row.id,
        number: (row: Release) => String(row.number),
        version: (row: Release) => row.version,
        channels: (row: Release) => row.channels.join(",") || "-",
        when: (row: Release) => ago(row.createdAt),
      };
      printList(program.opts(), items, columns, "No releases yet. Push one: stoa push");
    });
  release
    .command("publish")
    .argument("[release]", "its number, version or id; the latest when missing")
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("make it the stable one")
    .action(async (wanted: string | undefined, options: { integration?: string }) => {
      const { session, base } = await open(options.integration);
      const { items } = await session.client.get<{ items: Release[] }>(`${base}/releases`);
      const found = wanted === undefined ? items[0] : items.find((item) => [item.id, item.version, String(item.number)].includes(wanted));
      if (!found) throw noRelease(wanted, items);
      const published = await session.client.send<Release>("POST", `${base}/releases/${found.id}/publish`);
      print(program.opts(), published, (value) => `${value.version} is stable.`);
    });
  release
    .command("describe")
    .argument("<notes>", "what is new, in words customers understand")
    .option("--release <release>", "its number, version or id; the latest when missing")
    .option("--translation <language=notes...>", "the same in another language: de=…")
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("say what is new in a release, on its listing's page")
    .action(async (notes: string, { release: wanted, translation = [], integration }: Describing) => {
      const { session, base } = await open(integration);
      const { items } = await session.client.get<{ items: Release[] }>(`${base}/releases`);
      const found = wanted === undefined ? items[0] : items.find((item) => [item.id, item.version, String(item.number)].includes(wanted));
      if (!found) throw noRelease(wanted, items);
      const described = await session.client.send<Release>("PUT", `${base}/releases/${found.id}/notes`, {
        notes,
        translations: readTranslations(translation),
      });
      print(program.opts(), described, (value) => `Customers of ${value.version} read it.`);
    });
  release
    .command("rollback")
    .argument("[release]", "its id; the one before when missing")
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("move stable back to the release before")
    .action(async (releaseId: string | undefined, options: { integration?: string }) => {
      const { session, base } = await open(options.integration);
      const moved = await session.client.send<Release>("POST", `${base}/rollback`, releaseId === undefined ? {} : { releaseId });
      print(program.opts(), moved, (value) => `${value.version} is stable again.`);
    });
}

function noRelease(wanted: string | undefined, items: readonly Release[]): CommandError {
  if (wanted === undefined || items.length === 0) return new CommandError("There is no release yet.", "stoa push", 3);
  return new CommandError(`There is no release "${wanted}".`, "stoa release list", 3);
}

async function open(slug: string | undefined): Promise<{ session: Session; base: string }> {
  const session = await openSession();
  const integration = await findIntegration(session, slug);
  return { session, base: `${session.publisher()}/integrations/${integration.id}` };
}

async function submit(program: Command, options: { integration?: string; host?: string; side: string }): Promise<void> {
  const { session, base } = await open(options.integration);
  const sideId = await chooseSide(session, options);
  const draft = await session.client.send<Listing>("PUT", `${base}/listings/${sideId}`, {});
  const listing = await session.client.send<Listing>("POST", `${session.publisher()}/listings/${draft.id}/submit`);
  const failed = listing.submission?.checks.filter((check) => !check.passed) ?? [];
  for (const check of failed) say(`✗ ${check.title}: ${check.text}${check.fix ? ` ${check.fix}` : ""}`);
  print(program.opts(), listing, (value) =>
    failed.length > 0 ? "Not submitted: mend the checks above, then submit again." : `"${value.title}" waits for the host's review.`,
  );
  if (failed.length > 0) process.exitCode = 1;
}
