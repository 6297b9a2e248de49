import { sayIn, type Manifest, type Translations } from "@stoa/contract";
import { mapTexts } from "./map-texts.ts";

/** A manifest as a reader of these languages reads it, each text in the first of them it is there in. */
export function speakManifest(manifest: Manifest, languages: readonly string[]): Manifest {
  if (!manifest.translations) return manifest;
  return mapTexts(manifest, sayIn(languages, manifest));
}

/** Of a manifest's translations what its listing says: what a host reads before customers do. */
export function listingTranslations(manifest: Manifest): Translations | undefined {
  if (!manifest.translations) return undefined;
  const shown = new Set<string>();
  const plain = { ...manifest, configs: { schema: {}, uischema: null }, success: { ...manifest.success, fail: [], require: [] } };
  mapTexts(plain, (text) => (shown.add(text), text));
  const said = Object.entries(manifest.translations).map(
    ([language, words]) => [language, Object.fromEntries(Object.entries(words).filter(([text]) => shown.has(text)))] as const,
  );
  return Object.fromEntries(said);
}
