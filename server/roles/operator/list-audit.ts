import { readId, sayIn, showId, type AuditItem, type AuditPage, type AuditQuery, type Say } from "@stoa/contract";
import { firstIdOf, isId, requireRole, StoaError, transaction, type Ctx, type Tx } from "../../base/index.ts";
import { callInstallation } from "../../rooms/installs/index.ts";
import { listAbouts, listNamed, listTitles, type AboutRow } from "./store/abouts.ts";
import { showActorId } from "./show-actor.ts";
import { listAuditRows, type AuditRow } from "./store.ts";

/** Who may read it. */
export const auditRoles = ["operator", "host_owner", "publisher_owner", "customer_owner"] as const;

/** Who asked for what in the scope's tenant, newest first. @throws StoaError forbidden */
export async function listAudit(ctx: Ctx, query: AuditQuery): Promise<AuditPage> {
  requireRole(ctx, ...auditRoles);
  const limit = query.limit ?? 50;
  const filter = { ...tenantOf(ctx), ...filterOf(query), limit: limit + 1 };
  return transaction(ctx, async ({ tx }) => {
    const { customerId, like } = filter;
    const named = customerId !== null && like !== null ? await listNamed(tx, { customerId, like }) : [];
    const rows = await listAuditRows(tx, { ...filter, named });
    const shown = rows.slice(0, limit);
    const { abouts, titles } = await namesOf(tx, customerId, shown, ctx.languages);
    const items = shown.map((row) => show(row, abouts.get(row.subject ?? "") ?? abouts.get(installationOf(row) ?? ""), titles.get(row.id)));
    return { items, next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null };
  });
}

/** What a customer's rows are about, by its name, and what their form calls the settings. */
async function namesOf(tx: Tx, customerId: string | null, rows: readonly AuditRow[], languages: readonly string[] = []) {
  if (customerId === null) return { abouts: new Map<string, AboutRow>(), titles: new Map<string, Record<string, string>>() };
  const ids = [...new Set(rows.flatMap((row) => [row.subject ?? [], installationOf(row) ?? []].flat()))];
  const abouts = await listAbouts(tx, { customerId, ids, languages });
  const settings = rows.filter(({ verb }) => verb === "installation.settings");
  const of = await listTitles(tx, { customerId, ids: [...new Set(settings.flatMap(({ subject }) => subject ?? []))], languages });
  const byInstallation = new Map(of.map(({ id, titles, said }) => [id, sayTitles(titles, sayIn(languages, said))]));
  return {
    abouts: new Map(abouts.map((about) => [about.id, { ...about, name: callInstallation(about, languages) }])),
    titles: new Map(settings.flatMap(({ id, subject }) => [[id, byInstallation.get(subject ?? "") ?? {}] as const])),
  };
}

/** Of a run that was erased its installation, whose name stays. */
function installationOf({ after }: AuditRow): string | undefined {
  const id = typeof after === "object" && after !== null && "installationId" in after ? after.installationId : undefined;
  return typeof id === "string" && isId(id) ? id : undefined;
}

const sayTitles = (titles: Record<string, string>, say: Say): Record<string, string> =>
  Object.fromEntries(Object.entries(titles).map(([name, title]) => [name, say(title)]));

/** Whose activity a request may see. */
export function tenantOf({ scope }: Ctx) {
  return {
    customerId: scope.kind === "customer" ? scope.customerId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    sideId: scope.kind === "side" ? scope.sideId : null,
  };
}

function filterOf(query: AuditQuery) {
  const text = query.q ?? "";
  return {
    subject: subjectOf(query),
    actor: actorOf(query),
    like: text === "" ? null : `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`,
    verbs: text === "" || query.verbs === undefined ? [] : query.verbs.split(","),
    from: boundOf("from", query.from),
    to: boundOf("to", query.to),
    after: query.after !== undefined && isId(query.after) ? query.after : null,
  };
}

/** A row's id tells when it was made, so that a time is a place in the index. @throws StoaError invalid_input: a leap second is no time here */
function boundOf(name: "from" | "to", text: string | undefined): string | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return firstIdOf(at);
  const problems = [{ path: `/${name}`, message: "is no moment that can be counted with" }];
  throw new StoaError("invalid_input", { what: `\`${name}\` is no moment.`, fix: "Give one such as 2026-05-01T00:00:00Z.", problems });
}

const nobody = "00000000-0000-0000-0000-000000000000";

function subjectOf({ installationId }: AuditQuery): string | null {
  return installationId === undefined ? null : (readId("installation", installationId) ?? nobody);
}

function actorOf({ actorId }: AuditQuery): string | null {
  return actorId === undefined ? null : (readId("person", actorId) ?? readId("token", actorId) ?? nobody);
}

function show(row: AuditRow, about: AboutRow | undefined, titles: Record<string, string> | undefined): AuditItem {
  const { id, at, actorKind, actorId, actorName, verb, subject, before, after, trace } = row;
  return {
    id,
    at: new Date(at).toISOString(),
    actor: { kind: actorKind, id: showActorId(actorKind, actorId), name: actorName },
    verb,
    subject,
    about: about ? { kind: about.kind, id: showId(about.kind, about.id), name: about.name } : null,
    titles: titles ?? null,
    before: before ?? null,
    after: after ?? null,
    trace,
  };
}
