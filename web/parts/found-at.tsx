import { originOfHost } from "../frame/host-page.ts";
import { t } from "../words/t.ts";
import { BesideIcon } from "./icons.ts";
import { isSafeLink } from "./markdown/read-markdown.ts";
import styles from "./found-at.module.css";

const host = "{host.address}";

/** Leads to the page where a field's value is made or found, beside this one: what is typed here stays. */
export function FoundAt({ address }: { address: string }) {
  const href = address.replace(host, originOfHost() ?? host);
  if (!isSafeLink(href) || !URL.canParse(href)) return null;
  return (
    <a className={styles.foundAt} href={href} target="_blank" rel="noopener noreferrer">
      {t("Open the page where you get it")} <span className={styles.foundHost}>{new URL(href).host}</span>
      <BesideIcon size={14} aria-label={t("opens beside this page")} />
    </a>
  );
}
