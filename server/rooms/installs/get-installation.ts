import { fillFoundAt, leadsToHost, orderFields, speakManifest } from "@stoa/program";
import { sayIn, showId, type Asks, type InstallationItem, type InstallationView, type Manifest, type Say } from "@stoa/contract";
import { notFound, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { asksMore, findShownPage, monogramOf, readAsksAt, readListing, resolveRelease, sayAsks } from "../catalog/index.ts";
import { readHostWords } from "../gateway/index.ts";
import { showGrants } from "./action-grants.ts";
import { areConnected, showAccounts } from "./accounts.ts";
import { checkForm } from "./check-config.ts";
import { consentDigest } from "./consent.ts";
import { readHostFacts } from "./host-facts.ts";
import { hideSecrets, withoutSecrets } from "./split-secrets.ts";
import { listInstallationRows, type InstallationRow, type ListedRow, type Tenant } from "./store.ts";

/** Which rows a request may see, in SQL. */
export function tenantOf(ctx: Ctx): Tenant {
  const { scope } = ctx;
  return {
    customerId: scope.kind === "customer" ? scope.customerId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    sideId: scope.kind === "side" ? scope.sideId : null,
  };
}

/** One installation with its form and what it may do; a publisher does not see the config. @throws StoaError not_found */
export async function getInstallation(ctx: Ctx, input: { installationId: string }): Promise<InstallationView> {
  const view = await transaction(ctx, async (inner) => {
    const [row] = await listInstallationRows(inner.tx, tenantOf(inner), {
      state: null,
      integrationId: null,
      like: null,
      after: null,
      limit: 1,
      id: input.installationId,
      languages: ctx.languages ?? [],
    });
    if (!row) throw notFound("installation");
    return showWhole(inner, row);
  });
  if (!leadsToHost(view.form.schema)) return view;
  return { ...view, form: { ...view.form, schema: fillFoundAt(view.form.schema, await readHostFacts(ctx)) } };
}

async function showWhole(ctx: TxCtx, row: ListedRow): Promise<InstallationView> {
  const release = await resolveRelease(ctx, { integrationId: row.integrationId, releaseId: row.releaseId });
  const { listing, showcase } = await readListing(ctx, row.listingId);
  const manifest = speakManifest(release.manifest, ctx.languages ?? []);
  const asks = await readAsksAt(ctx, listing, release.manifest);
  // What the host approved, it approved in the listing's words.
  const say = sayIn(ctx.languages ?? [], showcase);
  const said = sayAsks(asks, say, ...(await saysOf(ctx, listing.sideId, release)));
  const names = asks.fields.map(({ name }) => name);
  return {
    ...showItem(row, ctx.languages),
    config: ctx.scope.kind === "publisher" ? null : inOrder(hideSecrets(row.config), names),
    form: { schema: orderFields(manifest.configs), uischema: manifest.configs.uischema, secrets: manifest.secrets },
    asks: said,
    consent: consentDigest(asks),
    grants: await showGrants(ctx, row.id, said),
    accounts: ctx.scope.kind === "publisher" ? [] : await showAccounts(ctx, row.id, { manifest: release.manifest, say }),
    ready: row.state !== "draft" || (await isReady(ctx, row, manifest)),
    preview: manifest.preview,
    page: await findShownPage(ctx, row.listingId, release),
    publisherName: listing.publisherName,
    history: showHistory(row, manifest),
    scheduleEditable: manifest.schedule.editable,
    missedTimes: manifest.schedule.backfill ?? "last",
    shareLogs: row.shareLogs,
    release: { id: showId("release", release.id), number: release.number, version: release.version },
    waiting: await showWaiting(ctx, row, { listing, say }),
    support: manifest.support,
    language: row.language,
    removedAt: row.removedAt === null ? null : new Date(row.removedAt).toISOString(),
    erasesAt: row.eraseAt === null || row.erasedAt !== null ? null : new Date(row.eraseAt).toISOString(),
    erasedAt: row.erasedAt === null ? null : new Date(row.erasedAt).toISOString(),
  };
}

/** Settings as the form has them one below the other. */
function inOrder(config: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const first = names.filter((name) => Object.hasOwn(config, name)).map((name) => [name, config[name]] as const);
  return { ...Object.fromEntries(first), ...config };
}

function showHistory({ since }: InstallationRow, { history }: Manifest): InstallationView["history"] {
  if (history === undefined) return null;
  return { chosen: since === null ? "all" : "now", since: since === null ? null : new Date(since).toISOString() };
}

async function isReady(ctx: TxCtx, row: InstallationRow, manifest: Manifest): Promise<boolean> {
  const form = { manifest, given: withoutSecrets(row.config), before: row.config };
  return checkForm(form).length === 0 && (await areConnected(ctx, row.id, manifest));
}

type Listed = Parameters<typeof readAsksAt>[1];

async function showWaiting(
  ctx: TxCtx,
  row: InstallationRow,
  { listing, say }: { listing: Listed; say: Say },
): Promise<InstallationView["waiting"]> {
  if (row.waitingReleaseId === null) return null;
  const release = await resolveRelease(ctx, { integrationId: row.integrationId, releaseId: row.waitingReleaseId });
  const asks = await readAsksAt(ctx, listing, release.manifest);
  const [sayField, sayHost] = await saysOf(ctx, listing.sideId, release);
  return {
    id: showId("release", release.id),
    number: release.number,
    version: release.version,
    asks: sayAsks(asks, say, sayField, sayHost),
    consent: consentDigest(asks),
    asksMore: asksMore(row.agreed ?? (await readRunning(ctx, row, listing)), asks, say, sayHost),
  };
}

/** How a release's own words, and the host's for its actions, are said to who asks. */
async function saysOf(ctx: TxCtx, sideId: string, { manifest }: { manifest: Manifest }): Promise<[sayField: Say, sayHost: Say]> {
  const languages = ctx.languages ?? [];
  return [sayIn(languages, manifest), sayIn(languages, await readHostWords(ctx, { sideId, manifest }))];
}

/** What the release it runs asks for: what was agreed to before that was kept. */
async function readRunning(ctx: TxCtx, row: InstallationRow, listing: Listed): Promise<Asks> {
  const running = await resolveRelease(ctx, { integrationId: row.integrationId, releaseId: row.releaseId });
  return readAsksAt(ctx, listing, running.manifest);
}

/** One that goes by its listing's title goes by it in every language. */
export function showItem(row: ListedRow, languages: readonly string[] = []): InstallationItem {
  const title = sayIn(languages, row.said)(row.title);
  const integrationId = showId("integration", row.integrationId);
  return {
    id: showId("installation", row.id),
    name: row.name === row.title ? title : row.name,
    title,
    state: row.state,
    monogram: monogramOf(title || row.name, row.integrationId),
    icon: row.icon,
    integrationId,
    integrationName: row.integrationName,
    listingId: showId("listing", row.listingId),
    publisherId: showId("publisher", row.publisherId),
    sideId: showId("side", row.sideId),
    customerId: showId("customer", row.customerId),
    customerName: row.customerName,
    channel: row.channel,
    releaseId: showId("release", row.releaseId),
    schedule: row.schedule,
    zone: row.zone,
    resumesAt: row.resumeAt === null ? null : new Date(row.resumeAt).toISOString(),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
