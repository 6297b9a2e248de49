import type { EmbedLanguage } from "@stoa/contract";

/** The few words the element says itself, where no frame can stand. */
export interface Texts {
  title: string;
  opening: string;
  failed: string;
  failedFix: string;
  retry: string;
}

export const texts: Record<EmbedLanguage, Texts> = {
  en: {
    title: "Integrations",
    opening: "Opening the marketplace",
    failed: "The marketplace cannot be shown right now",
    failedFix: "Try again in a moment. If it stays, tell the people who run this product.",
    retry: "Try again",
  },
  de: {
    title: "Integrationen",
    opening: "Der Marktplatz wird geöffnet",
    failed: "Der Marktplatz kann gerade nicht gezeigt werden",
    failedFix: "Versuchen Sie es gleich noch einmal. Bleibt es dabei, sagen Sie es dem Betreiber dieses Produkts.",
    retry: "Noch einmal versuchen",
  },
};

/** `de-AT` is German; a language there are no words for becomes English. */
export function languageOf(tag: string): EmbedLanguage {
  return tag.toLowerCase().split("-")[0] === "de" ? "de" : "en";
}
