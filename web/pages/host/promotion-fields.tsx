import type { PromotionItem } from "@stoa/contract";
import styles from "./promotion-fields.module.css";

const most = 300;
const cut = (text: string): string => (text.length > most ? `${text.slice(0, most)} …` : text);

/** What of a part differs: as it is live, and as it is on the test side. */
export function PromotionFields({ item }: { item: PromotionItem }) {
  return (
    <details open={item.change === "changed"} className={styles.details}>
      <summary>{item.change === "changed" ? `${item.fields.length} differ` : "What it is"}</summary>
      <dl className={styles.fields}>
        {item.fields.map(({ name, live, test }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {live === null ? null : <del>{cut(live)}</del>}
              {test === null ? null : <ins>{cut(test)}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
