import type { DeclarationDiff, HostAction } from "@stoa/contract";
import type { ReactNode } from "react";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import styles from "../page.module.css";

/** What a document changes, the part that installations feel first. */
export function ShownDiff({ diff }: { diff: DeclarationDiff }) {
  const { added, removed, changed, same, skipped, base, mustAgree } = diff;
  const used = removed.filter(({ installations }) => (installations ?? 0) > 0);
  const waits = changed.filter(({ asksMore }) => asksMore.length > 0);
  return (
    <div className={styles.stack}>
      {used.length > 0 ? (
        <Notice meaning="failed">
          Installations use {used.map(({ name }) => name).join(", ")}: their requests are refused from then on.
        </Notice>
      ) : null}
      {waits.length > 0 ? (
        <Notice meaning="needs">
          {waits.map(({ after }) => after.name).join(", ")} would cover more: refused until each customer has agreed to it.{" "}
          {mustAgree === 1 ? "1 installation must agree again." : `${mustAgree} installations must agree again.`}
        </Notice>
      ) : null}
      {base.before !== null && base.before !== base.after ? (
        <Notice meaning="waiting">
          The address changes from {base.before} to {base.after}.
        </Notice>
      ) : null}
      <ul className={styles.list}>
        {removed.map((action) => (
          <Line key={`- ${action.name}`} action={action} badge={<MeaningBadge meaning="failed" word="Taken away" quiet />} />
        ))}
        {changed.map(({ after, what, asksMore }) => (
          <Line
            key={after.name}
            action={after}
            badge={<MeaningBadge meaning={asksMore.length > 0 ? "needs" : "waiting"} word={`Changed: ${what.join(", ")}`} quiet />}
          />
        ))}
        {added.map((action) => (
          <Line key={`+ ${action.name}`} action={action} badge={<MeaningBadge meaning="fine" word="New" quiet />} />
        ))}
      </ul>
      <p className={styles.quiet}>
        Unchanged: {same}.{skipped.length > 0 ? ` Left out, since they cannot be actions: ${skipped.length}.` : ""}
      </p>
      {skipped.length > 0 ? (
        <ul className={styles.list}>
          {skipped.map(({ place, why }) => (
            <li key={place}>
              <code>{place}</code>
              <span className={styles.quiet}>{why}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Line({ action, badge }: { action: HostAction; badge: ReactNode }) {
  return (
    <li>
      <span>
        <code>{action.name}</code>
        <div className={styles.quiet}>
          {action.method} {action.path}
        </div>
      </span>
      <span className={styles.row}>
        {badge}
        {(action.installations ?? 0) > 0 ? <span className={styles.quiet}>allowed in {action.installations} installations</span> : null}
      </span>
    </li>
  );
}
