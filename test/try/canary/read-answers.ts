import type { People, Seat } from "../people.ts";
import type { Opened } from "../try-programs.ts";

/** Answers of the API, by address. */
export type Answers = Map<string, Buffer>;

/** What each role can read about what was tried: lists, views, logs, exports. A refusal's text counts too. */
export async function readAnswers(url: string, people: People, opened: readonly Opened[]): Promise<Answers> {
  const answers: Answers = new Map();
  const { customer, publisher, host, operator } = people;
  const readers = [customer, publisher, host, operator];
  for (const seat of readers)
    for (const path of ["installations", "runs", "listings"]) await read(answers, url, seat, `${path}?limit=200`);
  for (const { one, tried } of opened) {
    if (!tried?.installationId) continue;
    await read(answers, url, customer, `installations/${tried.installationId}/export`);
    if (one.id !== "canary") continue;
    for (const seat of readers) await read(answers, url, seat, `installations/${tried.installationId}`);
    const integration = `integrations/${tried.brought?.build.integrationId ?? ""}`;
    await read(answers, url, publisher, `${integration}/secrets`);
    await read(answers, url, publisher, `${integration}/releases/${tried.brought?.build.releaseId ?? ""}`);
    await read(answers, url, publisher, `builds/${tried.brought?.build.id ?? ""}/log`);
    for (const { id } of tried.runs)
      for (const seat of readers)
        for (const path of ["", "/log", "/log/download", "/log/follow", "/log/search?text=key"]) await read(answers, url, seat, `runs/${id}${path}`);
  }
  return answers;
}

async function read(answers: Answers, url: string, seat: Seat, path: string): Promise<void> {
  const response = await fetch(`${url}${seat.base}/${path}`, { headers: { authorization: `Bearer ${seat.token}` } });
  answers.set(`${response.status} ${seat.base}/${path}`, Buffer.from(await response.arrayBuffer()));
}
