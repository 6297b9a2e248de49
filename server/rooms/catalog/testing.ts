import { createHash } from "node:crypto";
import { translationLimits, type ListingContent, type Manifest, type Picture, type Pictures, type Translations } from "@stoa/contract";
import { newId, transaction, type Ctx } from "../../base/index.ts";
import { createRelease, type ReleaseWithManifestRow } from "./index.ts";
import { insertIntegration } from "./store/integrations.ts";
import { addToInstalls, insertListing, moveListing, showContent } from "./store/listings.ts";

export { getSynonyms } from "./synonyms/get-synonyms.ts";

/** A whole, valid manifest for tests; parts are laid over it. */
export function sampleManifest(over: Partial<Manifest> = {}): Manifest {
  return {
    contract: "stoa",
    contractVersion: "1",
    name: "contacts",
    title: "Contacts to CSV",
    summary: "Writes every contact into a table.",
    description: "Takes the **contacts** and writes them down.",
    categories: ["CRM", "Export"],
    support: "help@example.com",
    base: { language: "python", version: null },
    packages: { build: [], run: [] },
    build: [],
    run: "python3 main.py",
    preview: false,
    configs: {
      schema: {
        type: "object",
        properties: { folder: { type: "string", title: "Folder" }, api_key: { type: "string", format: "password" } },
        required: ["folder"],
      },
      uischema: null,
    },
    secrets: ["api_key"],
    connections: [],
    network: { hosts: ["api.example.com:443"], declared: true },
    state: "json",
    stateSchema: null,
    stateMerge: false,
    schedule: { cron: "*/15 * * * *", editable: true },
    limits: { memoryMb: 256, timeoutSeconds: 600, pids: 128 },
    retry: { attempts: 3, on: ["upstream"] },
    success: { exit: [0], fail: [], require: [], ignore: [], failedItems: 0, atLeast: {}, unchanged: null, disable: [] },
    permissions: [{ title: "Read contacts", text: "It reads every contact." }],
    data: [],
    ...over,
  };
}

/** A manifest's title, summary and description in as many languages as there may be, German among them, and as long as they may be in all. */
export function longTranslations({ title, summary, description }: Manifest): Translations {
  const { languages, inAll } = translationLimits;
  const codes = ["de", ...Array.from({ length: languages - 1 }, (_, n) => `x${String.fromCodePoint(97 + n)}`)];
  const said = (code: string) => ({ [title ?? ""]: `Titel ${code}`.padEnd(60, "!"), [summary]: `Kurz ${code}`.padEnd(160, "!") });
  const long = (inAll / languages - 500).toFixed(0);
  return Object.fromEntries(codes.map((code) => [code, { ...said(code), [description]: `Lang ${code}`.padEnd(Number(long), "!") }]));
}

/** A release as a build's end writes it, with an artifact that is not there: for tests that run nothing. */
export function makeRelease(
  publisher: Ctx,
  integrationId: string,
  over: { manifest?: Manifest; movesLatest?: boolean; version?: string; pictures?: Pictures; page?: string } = {},
): Promise<ReleaseWithManifestRow> {
  const publisherId = publisher.scope.kind === "publisher" ? publisher.scope.publisherId : "";
  return transaction(publisher, (inner) =>
    createRelease(inner, {
      integrationId,
      publisherId,
      manifest: over.manifest ?? sampleManifest(),
      pictures: over.pictures,
      page: over.page,
      version: over.version,
      artifactDigest: createHash("sha256").update(integrationId).digest("hex"),
      artifactBytes: 10_240,
      runtime: { base: "python", version: "3.11", packages: [], digest: "0".repeat(64) },
      architecture: "amd64",
      commit: "0".repeat(40),
      ref: "refs/heads/main",
      buildId: null,
      movesLatest: over.movesLatest ?? true,
    }),
  );
}

/** Bytes that stand for a picture, and what a build would say of them. */
export function samplePicture(bytes: Buffer, alt = ""): Picture {
  return { digest: createHash("sha256").update(bytes).digest("hex"), type: "image/png", width: 640, height: 400, bytes: bytes.length, alt };
}

export interface PlantedListing {
  slug: string;
  publisherName: string;
  installs: number;
  content: ListingContent;
}

/** Published listings of one publisher, written as their verbs write them but all at once: for what is measured over many. @returns their ids by slug */
export function plantListings(
  engine: Ctx,
  at: { sideId: string; hostId: string; publisherId: string },
  listings: readonly PlantedListing[],
): Promise<Map<string, string>> {
  return transaction(engine, async ({ tx, clock }) => {
    const ids = new Map<string, string>();
    for (const { slug, publisherName, installs, content } of listings) {
      const [id, integrationId, now] = [newId(clock), newId(clock), clock.now()];
      await insertIntegration(tx, { id: integrationId, publisherId: at.publisherId, slug, name: content.title, now });
      await insertListing(tx, { id, ...at, publisherName, integrationId, integrationSlug: slug, now }, content);
      await showContent(tx, { id, publisherName }, content);
      await moveListing(tx, { id, from: "draft", to: "published", reason: null, now });
      await addToInstalls(tx, id, installs);
      ids.set(slug, id);
    }
    return ids;
  });
}
