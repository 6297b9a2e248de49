import type { EmbedLanguage } from "@stoa/contract";
import { useAct } from "../api/use-read.ts";
import { keepLanguage } from "../words/language.ts";
import { inFrame } from "../frame/host-page.ts";
import { usePlace } from "./place.ts";

/** @returns a choice of the reader's own language; null: that of the host's page */
export function useLanguage(): (language: EmbedLanguage | null) => void {
  const path = `${usePlace().api}/telling`;
  const save = useAct([path]);
  return (language) =>
    save.mutate(
      { method: "PATCH", path, body: { language } },
      // Texts are read when pages load: another language needs another load.
      {
        onSuccess: () => {
          if (!inFrame) keepLanguage(language);
          location.reload();
        },
      },
    );
}
