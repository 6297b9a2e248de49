import type { OwnWish } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useAct, useList } from "../../api/use-read.ts";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** What this customer asked for and is there now, until somebody closes the notice. */
export function WishNews() {
  const place = usePlace();
  const wishes = useList<OwnWish>(`${place.api}/wishes`, { state: "there", limit: 20 });
  const close = useAct([`${place.api}/wishes`]);
  const news = (wishes.rows ?? []).filter((wish) => wish.news);
  if (news.length === 0) return null;
  return (
    <div className={styles.close}>
      {news.map((wish) => (
        <Notice
          key={wish.id}
          meaning="fine"
          action={
            <span className={styles.row}>
              <Button component={Link} to={`/shop/listings/${wish.listingId ?? ""}`} size="xs">
                {t("Look at it")}
              </Button>
              <Button
                size="xs"
                variant="default"
                loading={close.isPending}
                onClick={() => close.mutate({ method: "POST", path: `${place.api}/wishes/${wish.id}/close-notice`, body: {} })}
              >
                {t("Close")}
              </Button>
            </span>
          }
        >
          {t("“{name}” is here: you asked for it.", { name: wish.name })}
          {wish.answer ? ` ${wish.answer}` : null}
        </Notice>
      ))}
    </div>
  );
}
