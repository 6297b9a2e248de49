import type { People, Seat } from "../people.ts";
import type { TriedCase } from "../run-case.ts";
import type { Opened } from "../try-programs.ts";

/** Answers of the API, by address. */
export type Answers = Map<string, Buffer>;

/** What each role can read about what was tried: lists, views, logs, exports. A refusal's text counts too. */
export async function readAnswers(url: string, people: People, opened: readonly Opened[]): Promise<Answers> {
  const answers: Answers = new Map();
  const { customer, publisher, host, operator } = people;
  const readers = [customer, publisher, host, operator];
  const readAll = async (seats: readonly Seat[], paths: readonly string[]): Promise<void> => {
    for (const seat of seats) for (const path of paths) await read(answers, url, seat, path);
  };
  await readAll(readers, ["installations?limit=200", "runs?limit=200", "listings?limit=200"]);
  const exported = opened.flatMap(({ tried }) => tried?.installationId ?? []);
  await readAll(
    [customer],
    exported.map((id) => `installations/${id}/export`),
  );
  const canary = opened.find(({ one }) => one.id === "canary")?.tried;
  if (canary) await readAll(readers, pathsOf(canary));
  return answers;
}

/** Every address that tells of the program with the canaries. */
function pathsOf({ installationId, brought, runs }: TriedCase): string[] {
  const integration = `integrations/${brought?.build.integrationId ?? "none"}`;
  const about = [`${integration}/secrets`, `${integration}/releases/${brought?.build.releaseId ?? "none"}`];
  const ofRuns = runs.flatMap(({ id }) =>
    ["", "/log", "/log/download", "/log/follow", "/log/search?text=key"].map((path) => `runs/${id}${path}`),
  );
  return [`installations/${installationId ?? "none"}`, ...about, `builds/${brought?.build.id ?? "none"}/log`, ...ofRuns];
}

async function read(answers: Answers, url: string, seat: Seat, path: string): Promise<void> {
  const response = await fetch(`${url}${seat.base}/${path}`, { headers: { authorization: `Bearer ${seat.token}` } });
  answers.set(`${response.status} ${seat.base}/${path}`, Buffer.from(await response.arrayBuffer()));
}
