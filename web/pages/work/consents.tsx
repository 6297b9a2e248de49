import type { ConsentList } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** Who agreed to what an installation may do, and to which version. */
export function Consents({ installationId }: { installationId: string }) {
  const place = usePlace();
  const path = `${place.api}/installations/${installationId}/consents`;
  const consents = useRead<ConsentList>(path, undefined, { when: place.kind === "customer" }).data;
  if (!consents || consents.items.length === 0) return null;
  return (
    <Panel title={t("Agreed to")}>
      <ul className={styles.list}>
        {consents.items.map((one) => (
          <li key={`${one.at} ${one.way}`}>
            <div>
              <div>
                {t("{who} agreed to what version {version} asks for", { who: sayBy(one.by), version: one.release.version })},{" "}
                <TimeAgo at={one.at} />
              </div>
              <div className={styles.quiet} title={one.release.manifestDigest}>
                {t("By {start}… it can be proven which version it was.", { start: one.release.manifestDigest.slice(0, 12) })}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const sayBy = ({ kind, name }: ConsentList["items"][number]["by"]): string => name ?? (kind === "token" ? t("A program") : t("Somebody"));
