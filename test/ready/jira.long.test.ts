import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asked, Reply } from "./described-server.ts";
import { openReady } from "./open-ready.ts";

interface Fields {
  summary: string;
  labels: string[];
  project: { key: string };
}
const issues: Fields[] = [];
/** The next ones are refused so. */
const refusals: Reply[] = [];
const pageSize = 2;

/** A site of three projects, whose search gives two issues a page. */
function jira({ operation, query, body }: Asked): Reply {
  if (operation === "searchProjects") {
    const all = ["OPS", "FIN", "WEB"].map((key, index) => ({ id: String(index), key, name: `Project ${key}` }));
    const start = Number(query["startAt"] ?? 0);
    return { body: { startAt: start, values: all.slice(start, start + pageSize), isLast: start + pageSize >= all.length } };
  }
  if (operation === "createIssue") {
    const refusal = refusals.shift();
    if (refusal) return refusal;
    issues.push(body["fields"] as Fields);
    return { status: 201, body: { id: String(issues.length), key: `FIN-${issues.length}`, self: "https://api.atlassian.com/x" } };
  }
  const found = issues.flatMap(({ labels, project }, index) =>
    query["jql"]?.startsWith(`project = "${project.key}" AND `) && labels.some((label) => query["jql"]?.includes(`"${label}"`))
      ? [{ id: String(index), key: `FIN-${index}`, fields: { labels } }]
      : [],
  );
  const start = Number(query["nextPageToken"] ?? 0);
  const rest = start + pageSize < found.length ? { nextPageToken: String(start + pageSize) } : { isLast: true };
  return { body: { issues: found.slice(start, start + pageSize), ...rest } };
}

const { product, service, run } = await openReady("jira-overdue-invoices", "jira", jira, { project: "FIN" });
const good = async (over?: Parameters<typeof run>[0]) => {
  const { view, log } = await run(over);
  assert.equal(view.state, "succeeded", `${view.sentence}\n${log}\n${service.faults.join("\n")}`);
  return view;
};
const { data: contacts } = await product.call<{ data: { id: string }[] }>("GET", "/contacts?limit=1");
const overdue = async (): Promise<number> =>
  (await product.call<{ data: object[] }>("GET", "/invoices?status=overdue&limit=200")).data.length;
const add = () =>
  product.call<{ id: string; number: string }>("POST", "/invoices", {
    contact_id: contacts[0]?.id,
    issued_on: "2026-01-05",
    due_on: "2026-01-20",
    status: "sent",
    lines: [{ description: "Oak", quantity: 1, unit_cents: 1999 }],
  });

test("Jira: projects to choose from, a preview that makes nothing, then one issue for each overdue invoice", async () => {
  const options = await good({ mode: "options" });
  assert.deepEqual(
    (options.result as { projects: { const: string }[] }).projects.map((one) => one.const),
    ["OPS", "FIN", "WEB"],
  );
  for (let index = 0; index < 4; index++) await add();
  const wanted = await overdue();
  const preview = await good({ mode: "preview" });
  assert.deepEqual([(preview.result as { total?: number }).total, issues.length], [wanted, 0]);
  service.next.push({ status: 429, headers: { "retry-after": "1" }, body: { errorMessages: ["Rate limit"] } });
  const view = await good();
  assert.deepEqual([view.counts.created, issues.length, new Set(issues.flatMap(({ labels }) => labels)).size], [wanted, wanted, wanted]);
  assert.match(issues.at(-1)?.summary ?? "", /^Overdue: .+, .+, 19\.99 [A-Z]{3}$/);
  const again = await good();
  assert.deepEqual([again.counts.created, issues.length], [0, wanted]);
});

test("Jira: an issue that is there is known by its label though nobody remembers it, page after page", async () => {
  const before = issues.length;
  const lost = await Promise.all(Array.from({ length: 5 }, add));
  for (const { id } of lost) issues.push({ summary: "Made by a run that was lost", project: { key: "FIN" }, labels: [`ledgerline-${id}`] });
  const view = await good();
  assert.deepEqual([view.counts.skipped, view.counts.created, issues.length - before], [5, 0, 5]);
});

test("Jira: an issue that is refused is told and tried again, a project that is refused is the form's fault", async () => {
  const before = issues.length;
  const { number } = await add();
  refusals.push({ status: 400, body: { errors: { summary: "Summary is reserved." } } });
  const { view } = await run();
  assert.deepEqual([view.failedItems.map(({ item }) => item), issues.length], [[number], before]);
  refusals.push({ status: 400, body: { errors: { issuetype: "Specify a valid issue type" } } });
  const ended = await run();
  assert.deepEqual([ended.view.state, ended.view.failureClass], ["failed", "configuration"], ended.log);
  assert.equal((await good()).counts.created, 1);
  assert.deepEqual(service.faults, []);
  assert.deepEqual([...new Set(service.asked.map(({ headers }) => headers.host))], ["api.atlassian.com"]);
});
