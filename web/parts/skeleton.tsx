import styles from "./skeleton.module.css";
import { t } from "../words/t.ts";

/** A grey bar in the shape of what comes; seen only when it takes more than 200 ms. Sizes are CSS lengths. */
export function Skeleton({ width = "100%", height = "14px" }: { width?: string; height?: string }) {
  return <span className={styles.bar} style={{ width, height }} aria-hidden />;
}

/** A page that is coming: heading and a few lines. */
export function PageSkeleton() {
  return (
    <div className={styles.page} role="status" aria-label={t("Loading")}>
      <Skeleton width="240px" height="28px" />
      <Skeleton width="420px" />
      <Skeleton height="120px" />
      <Skeleton height="240px" />
    </div>
  );
}
