import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, mkdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Build, Listing, ListingContent, Release } from "@stoa/contract";
import { runGit } from "../../server/testing/clone.ts";
import type { ProgramCase, Stage } from "../programs/program-case.ts";
import type { People } from "./people.ts";

export interface PushOptions {
  url: string;
  people: { publisher: { token: string } };
  /** Folder for clones and the command line's credentials. */
  work: string;
  /** Hears the build's log. */
  progress(line: string): void;
}

export interface BringOptions extends PushOptions {
  people: People;
}

export interface Brought {
  build: Build;
  listing: Listing;
}

const cli = join(import.meta.dirname, "../../cli/bin/stoa.mjs");

/** A program's folder becomes a repository, a release and a listing its host approved: with git and the command line, as its publisher would. */
export async function bringListing(options: BringOptions, one: ProgramCase, stage: Stage): Promise<Brought> {
  const { people } = options;
  const folder = await makeRepository(join(options.work, one.id), one);
  const build = await push(options, folder, one.id);
  const { client, base } = people.publisher;
  const integration = `${base}/integrations/${build.integrationId}`;
  for (const [name, value] of Object.entries(stage.publisherSecrets ?? {}))
    await client.send("PUT", `${integration}/secrets/run/${name}`, { value });
  await client.send<Release>("POST", `${integration}/releases/${build.releaseId ?? "none"}/publish`);
  const listings = `${integration}/listings/${people.sideId}`;
  const made = await client.send<Listing>("PUT", listings, {});
  const draft = await client.send<Listing>("PUT", listings, missingText(one, made, stage.hosts));
  const submitted = await client.send<Listing>("POST", `${base}/listings/${draft.id}/submit`);
  const { submission } = submitted;
  const failed = submission?.checks.filter((check) => !check.passed) ?? [];
  if (submission?.state !== "waiting")
    throw new Error(`not submitted: ${failed.map((check) => `${check.title}: ${check.text}`).join("; ")}`);
  const review = { submissionId: submission.id, decision: "approve" };
  const listing = await people.host.client.send<Listing>("POST", `${people.host.base}/listings/${draft.id}/review`, review);
  if (listing.state !== "published") throw new Error(`the listing is ${listing.state} after its approval`);
  return { build, listing };
}

/** What the manifest does not say, and a listing must: small programs of tests are terse. Hosts count only where a contract names none. */
function missingText(one: ProgramCase, { draft }: Listing, hosts: string[]): Partial<ListingContent> {
  const wanted = { title: one.id, summary: one.about, description: one.about, categories: ["examples"], support: "pat@labs.example" };
  const given: Partial<Record<string, unknown>> = { ...draft };
  const missing = Object.entries(wanted).filter(
    ([name]) => given[name] === undefined || given[name] === "" || (Array.isArray(given[name]) && given[name].length === 0),
  );
  const declares = existsSync(join(one.folder, "stoa.yaml"));
  return { ...Object.fromEntries(missing), ...(declares ? {} : { hosts }) };
}

async function makeRepository(folder: string, one: ProgramCase): Promise<string> {
  await mkdir(folder, { recursive: true });
  await cp(one.folder, folder, { recursive: true });
  if (one.retries !== true) await tryOnce(join(folder, "stoa.yaml"));
  const author = ["-c", "user.name=Pat", "-c", "user.email=pat@labs.example"];
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    [...author, "commit", "-q", "-m", "First version"],
  ]) {
    const { ok, told } = await runGit(folder, args);
    if (!ok) throw new Error(`git ${args.join(" ")}: ${told}`);
  }
  return folder;
}

/** Its publisher may say that one attempt is enough, and then nobody waits minutes for what the first attempt told. */
async function tryOnce(manifest: string): Promise<void> {
  if (!existsSync(manifest) || /^retry:/m.test(await readFile(manifest, "utf8"))) return;
  await appendFile(manifest, "\nretry: { attempts: 1 }\n");
}

/** `stoa push`, which waits for the build and shows its log. */
export async function push(options: PushOptions, folder: string, slug: string): Promise<Build> {
  const env = {
    PATH: process.env["PATH"],
    HOME: options.work,
    LANG: "C.UTF-8",
    STOA_URL: options.url,
    STOA_TOKEN: options.people.publisher.token,
    STOA_CREDENTIALS: join(options.work, "credentials.json"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const args = [cli, "push", folder, "--integration", slug, "--json"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    said.push(line);
    options.progress(line);
  });
  let answer = "";
  child.stdout.on("data", (bytes: Buffer) => (answer += bytes.toString()));
  await once(child, "close");
  const build = answer === "" ? undefined : (JSON.parse(answer) as Build);
  if (build?.state === "succeeded") return build;
  const why = build?.failure
    ? `${build.failure.step}: ${build.failure.what} ${build.failure.lines.join(" | ")}`
    : said.slice(-5).join(" | ");
  throw new Error(`stoa push: ${why}`);
}
