import { sayIn, usualLanguage, type Asks, type InstallSource } from "@stoa/contract";
import { applyDefaults, tidyAddresses, type HostFacts } from "@stoa/program";
import {
  asksMore,
  readAsksAt,
  readOfferedListing,
  resolveRelease,
  type ListingView,
  type ReleaseWithManifestRow,
} from "../catalog/index.ts";
import { findSide } from "./side.ts";
import { requireOpenCustomer } from "../identity/index.ts";
import { newId, notFound, requireRole, StoaError, type Ctx, type TxCtx } from "../../base/index.ts";
import { areGiven, checkGiven, setAccounts, type GivenAccounts, type RequireFit } from "./accounts.ts";
import { grantAsked } from "./action-grants.ts";
import { checkForm, refuseIncomplete, requireValidForm, type FormInput } from "./check-config.ts";
import { requireSchedule } from "./check-schedule.ts";
import { consentDigest } from "./consent.ts";
import { readHostFacts } from "./host-facts.ts";
import { once } from "./once.ts";
import { sinceOf } from "./since-of.ts";
import { recordConsent } from "./record-consent.ts";
import { requireInstallCap } from "./require-install-cap.ts";
import { storeSecrets } from "./split-secrets.ts";
import { findInstallation, insertInstallation, type NewInstallation } from "./store.ts";
import { tell } from "./tell.ts";

export interface InstallInput {
  operationId: string;
  listingId: string;
  name?: string | undefined;
  channel?: "stable" | "latest" | undefined;
  /** The digest shown with what it may reach and do; refused when the listing has changed since. */
  consent: string;
  config?: Record<string, unknown> | undefined;
  /** The connection for each account its manifest declares. */
  connections?: GivenAccounts | undefined;
  schedule?: string | null | undefined;
  zone?: string | undefined;
  shareLogs?: boolean | undefined;
  /** Of a manifest with `history`: from now on, or what is there already too. */
  history?: "now" | "all" | undefined;
  /** False: a draft until its customer starts it, however complete. */
  start?: boolean | undefined;
  /** What its program speaks; that of whoever installs it unless said. */
  language?: string | undefined;
  /** How the person came to it; `direct` unless said. */
  source?: InstallSource | undefined;
}

/**
 * Installs a published listing: active when the config is complete and starting was not put off, else a draft.
 * @throws StoaError forbidden, not_found (also what its host does not offer it), conflict (asks have changed, not published), invalid_input by
 *   field, refused (a connection does not serve, the host's cap is reached, or the host closed the customer)
 */
export async function installListing(
  ctx: Ctx,
  input: InstallInput,
  requireFit?: RequireFit,
): Promise<{ installationId: string; state: string }> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  await checkConnections(ctx, input, requireFit);
  const { operationId, ...body } = input;
  const host = await readHostFacts(ctx);
  return once(ctx, { operationId, verb: "install", body }, async (inner, customerId) => {
    await requireOpenCustomer(inner, customerId);
    await requireInstallCap(inner, customerId);
    const { release, showcase, ...row } = await buildRow(inner, customerId, { ...input, host });
    await insertInstallation(inner.tx, row);
    await recordConsent(inner, row, { way: "install", release, asks: row.agreed, showcase });
    await grantAsked(inner, row, row.agreed);
    await setAccounts(inner, { installationId: row.id, customerId, given: input.connections ?? {} });
    const saved = await findInstallation(inner.tx, { customerId, publisherId: null, sideId: null }, row.id);
    if (!saved) throw new StoaError("internal", "The new installation cannot be read back.");
    await tell(inner, "install", saved, { after: { state: row.state, releaseId: row.releaseId } });
    return { installationId: row.id, state: row.state };
  });
}

async function checkConnections(ctx: Ctx, input: InstallInput, requireFit: RequireFit | undefined): Promise<void> {
  if (input.connections === undefined || Object.keys(input.connections).length === 0) return;
  const { listing, release } = await readOfferedListing(ctx, input.listingId);
  if (!release) throw notFound("listing");
  await checkGiven(ctx, { manifest: release.manifest, publisherId: listing.publisherId, given: input.connections }, requireFit);
}

async function buildRow(
  ctx: TxCtx,
  customerId: string,
  input: InstallInput & { host: HostFacts },
): Promise<NewInstallation & { release: ReleaseWithManifestRow; showcase: ListingView["showcase"] }> {
  const { channel = "stable" } = input;
  const { listing, asks, release } = await readOffered(ctx, input.listingId, channel);
  if (input.consent !== consentDigest(asks)) {
    throw new StoaError("conflict", {
      what: "What this integration asks for has changed since you read it.",
      fix: "Read the page again, then install.",
    });
  }
  const { schedule = release.manifest.schedule.cron, zone = "UTC" } = input;
  requireSchedule({ schedule, zone });
  const { config: entered, connections: given = {} } = input;
  const language = languageOf(ctx, input);
  const form = {
    manifest: release.manifest,
    given: tidyAddresses(release.manifest, applyDefaults(release.manifest, entered ?? {}, { ...input.host, language })),
    before: {},
  };
  if (entered !== undefined) requireValidForm(form);
  const state = firstState(form, given, input.start);
  const side = await findSide(ctx, listing.sideId);
  const config = await storeSecrets(ctx, { ...form, customerId });
  return {
    release,
    showcase: listing.showcase,
    id: newId(ctx.clock),
    sideId: listing.sideId,
    customerId,
    publisherId: listing.publisherId,
    integrationId: listing.integrationId,
    listingId: listing.id,
    channel,
    releaseId: release.id,
    consentDigest: input.consent,
    agreed: asks,
    name: input.name ?? titleFor(ctx, listing),
    state,
    config,
    schedule,
    zone,
    shareLogs: input.shareLogs ?? side === "test",
    createdAt: ctx.clock.now(),
    since: sinceOf(release.manifest, input.history, ctx.clock.now()) ?? null,
    language,
    source: input.source,
  };
}

const languageOf = (ctx: Ctx, { language }: InstallInput): string => language ?? ctx.languages?.[0] ?? usualLanguage;

/** What it is called until its customer says otherwise. */
const titleFor = (ctx: Ctx, { showcase, title }: ListingView["listing"]): string => sayIn(ctx.languages ?? [], showcase)(title);

/** @throws StoaError invalid_input, refused when it is to start and cannot */
function firstState(form: FormInput, given: GivenAccounts, start: boolean | undefined): "active" | "draft" {
  const complete = checkForm(form).length === 0 && areGiven(form.manifest, given);
  if (start === true && !complete) refuseIncomplete(form);
  return complete && start !== false ? "active" : "draft";
}

/** A listing that can be installed, with what customers of its side get. */
async function readOffered(
  ctx: TxCtx,
  listingId: string,
  channel: "stable" | "latest",
): Promise<{ listing: ListingView["listing"]; asks: Asks; release: ReleaseWithManifestRow }> {
  const { listing, asks, release } = await readOfferedListing(ctx, listingId);
  if (listing.state === "published" && asks && release)
    return { listing, asks, release: channel === "stable" ? release : await findLatest(ctx, listing, asks) };
  throw new StoaError("conflict", { what: "This listing cannot be installed now.", fix: "Choose a listing that is published." });
}

/** The newest build, which nobody reviewed: only where it asks for no more than the listing shows. */
async function findLatest(ctx: TxCtx, listing: ListingView["listing"], shown: Asks): Promise<ReleaseWithManifestRow> {
  const latest = await resolveRelease(ctx, { integrationId: listing.integrationId, channel: "latest" });
  const more = asksMore(shown, await readAsksAt(ctx, listing, latest.manifest));
  if (more.length === 0) return latest;
  throw new StoaError("conflict", {
    what: "The newest build asks for more than the listing shows.",
    why: more.join(" "),
    fix: "Install the stable release.",
  });
}
