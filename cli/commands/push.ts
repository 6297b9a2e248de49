import { resolve } from "node:path";
import type { Integration, Repository } from "@stoa/contract";
import { ApiError } from "@stoa/sdk";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { describeBuild } from "../output/describe-build.ts";
import { print, say } from "../output/print.ts";
import { readCredentials } from "../session/credentials.ts";
import { integrationSlug } from "../session/find-integration.ts";
import { followBuild } from "../session/follow-build.ts";
import { git } from "../session/git.ts";
import { openSession, type Session } from "../session/open-session.ts";

/** push: commit to release. Sets the git remote `stoa` up, so that `git push stoa main` works too. */
export function addPush(program: Command): void {
  program
    .command("push")
    .argument("[folder]", "a git repository", ".")
    .option("--integration <slug>", "its short name; made when it is not there")
    .option("--no-follow", "do not wait for the build")
    .description("push the current commit, watch its build, get a release")
    .action(async (folder: string, options: { integration?: string; follow: boolean }) => push(program, resolve(folder), options));
  program
    .command("git-credential", { hidden: true })
    .argument("<operation>")
    .action(async (operation: string) => {
      if (operation !== "get") return;
      const kept = await readCredentials();
      const token = process.env["STOA_TOKEN"] ?? kept.deployments[kept.current ?? ""]?.token;
      if (token !== undefined) process.stdout.write(`username=token\npassword=${token}\n`);
    });
}

async function push(program: Command, folder: string, options: { integration?: string; follow: boolean }): Promise<void> {
  const session = await openSession();
  const slug = await integrationSlug(options.integration, folder);
  const commit = await currentCommit(folder);
  const integration = await ensureIntegration(session, slug);
  const repository = await session.client.get<Repository>(`${session.publisher()}/integrations/${integration.id}/repository`);
  await setRemote(folder, repository.pushUrl);
  say(`Pushing ${commit.slice(0, 10)} to ${slug} ...`);
  await git(folder, ["push", "--quiet", "stoa", "HEAD:refs/heads/main"], { show: true });
  if (!options.follow) {
    print(program.opts(), { integration, commit }, () => "Pushed. Watch it: stoa builds");
    return;
  }
  const build = await followBuild(session, integration.id, commit);
  print(program.opts(), build, describeBuild);
  if (build.state !== "succeeded") process.exitCode = 1;
}

async function currentCommit(folder: string): Promise<string> {
  const commit = await git(folder, ["rev-parse", "HEAD"]).catch(() => undefined);
  if (commit === undefined)
    throw new CommandError(`${folder} has no git commit to push.`, "git init && git add . && git commit -m 'First version'");
  const dirty = await git(folder, ["status", "--porcelain"]);
  if (dirty !== "") say("Changes that are not committed stay here.");
  return commit;
}

async function ensureIntegration(session: Session, slug: string): Promise<Integration> {
  const { items } = await session.client.get<{ items: Integration[] }>(`${session.publisher()}/integrations`, { limit: 200 });
  const found = items.find((item) => item.slug === slug);
  if (found) return found;
  try {
    return await session.client.send<Integration>("POST", `${session.publisher()}/integrations`, { slug });
  } catch (error) {
    if (error instanceof ApiError && error.status === 400)
      throw new CommandError(
        `"${slug}" cannot be an integration's short name.`,
        "Name another with --integration: letters, digits and dashes",
      );
    throw error;
  }
}

/** The remote's address holds no token: git asks our helper for it. */
async function setRemote(folder: string, url: string): Promise<void> {
  const now = await git(folder, ["remote", "get-url", "stoa"]).catch(() => undefined);
  if (now === undefined) await git(folder, ["remote", "add", "stoa", url]);
  else if (now !== url) await git(folder, ["remote", "set-url", "stoa", url]);
  const helper = `!'${process.execPath}' '${process.argv[1] ?? "stoa"}' git-credential`;
  await git(folder, ["config", "--replace-all", `credential.${new URL(url).origin}.helper`, ""]);
  await git(folder, ["config", "--add", `credential.${new URL(url).origin}.helper`, helper]);
}
