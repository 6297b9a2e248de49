import type { EmbedLanguage, TellingView } from "@stoa/contract";
import { NativeSelect } from "@mantine/core";
import { useRead } from "../api/use-read.ts";
import { t } from "../words/t.ts";
import { usePlace } from "./place.ts";
import { useLanguage } from "./use-language.ts";

const asAround = "";

/** The reader's own language, of the pages inside a host's and of the mails, or that of the host's page. */
export function LanguageChoice() {
  const place = usePlace();
  const telling = useRead<TellingView>(`${place.api}/telling`);
  const choose = useLanguage();
  if (!telling.data) return null;
  return (
    <NativeSelect
      label={t("Language of these pages and of mails")}
      value={telling.data.language ?? asAround}
      data={[
        { value: asAround, label: t("As the product or the browser says") },
        { value: "en", label: "English" },
        { value: "de", label: "Deutsch" },
      ]}
      onChange={({ currentTarget: { value } }) => choose(isLanguage(value) ? value : null)}
    />
  );
}

function isLanguage(value: string): value is EmbedLanguage {
  return value === "en" || value === "de";
}
