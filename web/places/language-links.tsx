import { useIsFetching } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { languageNow } from "../words/language.ts";
import { t } from "../words/t.ts";
import styles from "./language-links.module.css";
import { useLanguage } from "./use-language.ts";

const languages = [
  { code: "en", name: "English" },
  { code: "de", name: "Deutsch" },
] as const;

const settledAfterMs = 50;

/** Below every page inside a host's: each language by its own name. It comes when the first page stands, which would move it. */
export function LanguageLinks() {
  const choose = useLanguage();
  if (!useSettled()) return null;
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

/** True once nothing was read for a moment, and from then on. */
function useSettled(): boolean {
  const busy = useIsFetching() > 0;
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (busy || settled) return undefined;
    const timer = setTimeout(() => setSettled(true), settledAfterMs);
    return () => clearTimeout(timer);
  }, [busy, settled]);
  return settled;
}
