import { usualLanguage, type Manifest } from "@stoa/contract";
import { audit, notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { requirePublisher } from "./scope.ts";
import { putNote } from "./store/changes.ts";
import { findRelease, type ReleaseWithManifestRow } from "./store/releases.ts";

/**
 * What is new in a release, in plain words that customers read on its listing's page once they get it; in other languages for who reads them.
 * @throws StoaError not_found, invalid_input
 */
export async function describeRelease(
  ctx: Ctx,
  input: { integrationId: string; releaseId: string; notes: string; translations?: Record<string, string> | undefined },
): Promise<ReleaseWithManifestRow> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  const { integrationId, releaseId } = input;
  const notes = input.notes.trim();
  const translations = Object.fromEntries(Object.entries(input.translations ?? {}).map(([language, text]) => [language, text.trim()]));
  if (notes === "" || Object.values(translations).includes(""))
    throw new StoaError("invalid_input", { what: "The notes are empty.", fix: "Say what is new for customers." });
  return transaction(ctx, async (inner) => {
    const release = await findRelease(inner.tx, releaseId, publisherId);
    if (!release || release.integrationId !== integrationId) throw notFound("release");
    refuseOwn(release.manifest, translations);
    await putNote(inner.tx, { releaseId, integrationId, publisherId, notes, translations, now: inner.clock.now() });
    await audit(inner, { verb: "release.describe", subject: releaseId, publisherId, after: { notes, translations } });
    return { ...release, notes, noteTranslations: translations };
  });
}

/** @throws StoaError invalid_input for what the notes themselves are in */
function refuseOwn({ language = usualLanguage }: Manifest, translations: Record<string, string>): void {
  if (!Object.hasOwn(translations, language)) return;
  throw new StoaError("invalid_input", {
    what: `The release is written in this language, "${language}".`,
    fix: "Give these as the notes themselves.",
    problems: [{ path: `/translations/${language}`, message: "is the release's own language" }],
  });
}
