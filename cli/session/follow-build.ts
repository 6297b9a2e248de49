import { setTimeout as wait } from "node:timers/promises";
import type { Build } from "@stoa/contract";
import { say } from "../output/print.ts";
import { CommandError } from "../command-error.ts";
import type { Session } from "./open-session.ts";

interface LogLine {
  text: string;
}

/** Waits for the build of a commit, shows its log as it grows, and gives it when it has ended. */
export async function followBuild(session: Session, integrationId: string, commit: string): Promise<Build> {
  const base = `${session.publisher()}/integrations/${integrationId}/builds`;
  const build = await findBuild(session, base, commit);
  for await (const line of session.client.lines<LogLine>(`${session.publisher()}/builds/${build.id}/log`, { follow: true })) say(line.text);
  for (;;) {
    const now = await session.client.get<Build>(`${session.publisher()}/builds/${build.id}`);
    if (now.finishedAt !== null) return now;
    await wait(300);
  }
}

async function findBuild(session: Session, base: string, commit: string): Promise<Build> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { items } = await session.client.get<{ items: Build[] }>(base, { limit: 20 });
    const found = items.find((item) => item.commit === commit);
    if (found) return found;
    await wait(200);
  }
  throw new CommandError(`No build of ${commit.slice(0, 10)} has begun.`, "Look at the builds: stoa builds", 1);
}
