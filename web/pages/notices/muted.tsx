import type { TellingView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useAct, useRead } from "../../api/use-read.ts";
import { formatDay } from "../../parts/format/time.ts";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

type MuteOf = TellingView["mutes"][number];

const sayMuted = ({ until }: Pick<MuteOf, "until">): string =>
  until === null ? t("Muted for you") : t("Muted for you until {day}", { day: formatDay(Date.parse(until)) });

/** That its reader is told nothing of an installation; nothing where they are. */
export function Muted({ installationId }: { installationId: string }) {
  const place = usePlace();
  const telling = useRead<TellingView>(`${place.api}/telling`, undefined, { when: place.kind === "customer" });
  const muted = telling.data?.mutes.find((one) => one.installationId === installationId);
  return muted ? <span className={styles.quiet}>{sayMuted(muted)}</span> : null;
}

/** What its reader has muted, to be told of it again. */
export function MutedList({ mutes }: Pick<TellingView, "mutes">) {
  const place = usePlace();
  const act = useAct([`${place.api}/telling`, `${place.api}/notices`]);
  if (mutes.length === 0) return null;
  return (
    <div className={styles.close}>
      <strong>{t("You are told nothing of these")}</strong>
      <ul className={styles.list}>
        {mutes.map((one) => (
          <li key={one.installationId}>
            <div className={styles.row}>
              <Link to={`${place.href}/installations/${one.installationId}`}>{one.name || t("an integration")}</Link>
              <span className={styles.quiet}>{sayMuted(one)}</span>
              <Button
                size="xs"
                variant="default"
                loading={act.isPending}
                onClick={() => act.mutate({ method: "DELETE", path: `${place.api}/installations/${one.installationId}/mute` })}
              >
                {t("Tell me again")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
