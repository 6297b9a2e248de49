import { languageNow } from "../words/language.ts";
import { t } from "../words/t.ts";
import styles from "./language-links.module.css";
import { useLanguage } from "./use-language.ts";

const languages = [
  { code: "en", name: "English" },
  { code: "de", name: "Deutsch" },
] as const;

/** Below every page inside a host's: each language by its own name. */
export function LanguageLinks() {
  const choose = useLanguage();
  return (
    <div role="group" aria-label={t("Language")} className={styles.links}>
      {languages.map(({ code, name }) => (
        <button key={code} type="button" lang={code} aria-pressed={code === languageNow()} onClick={() => choose(code)}>
          {name}
        </button>
      ))}
    </div>
  );
}
