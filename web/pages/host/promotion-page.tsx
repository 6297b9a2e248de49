import type { Promoted, PromotionItem, PromotionView } from "@stoa/contract";
import { Button, Checkbox, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { countOf } from "../../parts/format/count.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { PromotionFields } from "./promotion-fields.tsx";
import styles from "../page.module.css";

/** What the test side would do to the live side, each part to be picked, and the step that does it. */
export function PromotionPage() {
  const place = usePlace();
  const view = useRead<PromotionView>(`${place.api}/promotion`);
  return (
    <>
      <PageHead
        title="From test to live"
        line={
          <p>
            Look, search words, listings, actions, described providers and limits are promoted. Customers, connections, keys, secrets,
            domains and webhooks are each side&apos;s own.
          </p>
        }
      />
      <Loaded query={view}>{(found) => <Parts view={found} onAgain={() => void view.refetch()} />}</Loaded>
    </>
  );
}

function Parts({ view, onAgain }: { view: PromotionView; onAgain: () => void }) {
  const place = usePlace();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [base, setBase] = useState("");
  const promote = useAct<Promoted>([place.api]);
  // What live alone has goes only when somebody says so.
  const isPicked = (item: PromotionItem) => item.blocked === null && (item.change !== "removed") !== turned.has(item.key);
  const picked = view.items.filter(isPicked);
  const needsBase = picked.some((item) => item.needsBase);
  const items = picked.map(({ key, digest }) => ({ key, digest }));
  const go = () =>
    promote.mutate(
      { method: "POST", path: `${place.api}/promotion`, body: { items, ...(needsBase ? { base } : {}) } },
      { onSettled: onAgain, onSuccess: () => setTurned(new Set()) },
    );
  return (
    <div className={styles.stack}>
      {promote.data ? <Notice meaning="fine">{countOf(promote.data.promoted.length, "part")} went live.</Notice> : null}
      {promote.error ? (
        <Notice meaning="failed">
          {sayError(promote.error).what} {sayError(promote.error).fix}
        </Notice>
      ) : null}
      {view.items.length === 0 ? (
        <Same live={view.liveSideId} />
      ) : (
        <>
          <ul className={styles.list}>
            {view.items.map((item) => (
              <Item key={item.key} item={item} picked={isPicked(item)} onTurn={() => setTurned(toggled(turned, item.key))} />
            ))}
          </ul>
          {needsBase ? (
            <TextInput
              maw={560}
              label="Where your live API is"
              description="It was never said, and the test API must not be called in its place."
              placeholder="https://api.example.com/v1"
              required
              value={base}
              onChange={(event) => setBase(event.currentTarget.value)}
            />
          ) : null}
          {mayAct(place, "host_owner") ? (
            <div className={styles.row}>
              <Button onClick={go} loading={promote.isPending} disabled={picked.length === 0 || (needsBase && base.trim() === "")}>
                Promote {countOf(picked.length, "part")} to live
              </Button>
              <span className={styles.quiet}>All of it or nothing. What changes meanwhile is refused, never overwritten.</span>
            </div>
          ) : (
            <p className={styles.quiet}>An owner of this host promotes.</p>
          )}
        </>
      )}
    </div>
  );
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set(keys.has(key) ? [...keys].filter((one) => one !== key) : [...keys, key]);
}

function Same({ live }: { live: string }) {
  return (
    <EmptyState title="Test and live are the same" action={<Link to={`/sides/${live}/listings`}>Listings of the live side</Link>}>
      <p>
        Try a change on the test side: approve a listing there, upload your API&apos;s document, give it another colour. What differs then
        stands here, old beside new, and goes live when you say so.
      </p>
    </EmptyState>
  );
}

const changes = {
  added: { meaning: "fine", word: "New" },
  changed: { meaning: "waiting", word: "Changed" },
  removed: { meaning: "needs", word: "Would be taken away" },
} as const;

const kinds: Record<PromotionItem["kind"], string> = {
  look: "Look",
  synonyms: "Search",
  listing: "Listing",
  actions: "Actions of your API",
  calls: "Calls of your API",
  provider: "Provider",
  limit: "Limit",
};

function Item({ item, picked, onTurn }: { item: PromotionItem; picked: boolean; onTurn: () => void }) {
  return (
    <li>
      <div className={styles.close} style={{ flex: 1, minWidth: 0 }}>
        <div className={styles.row}>
          <Checkbox label={<strong>{item.name}</strong>} checked={picked} disabled={item.blocked !== null} onChange={onTurn} />
          <span className={styles.quiet}>{kinds[item.kind]}</span>
          <MeaningBadge {...changes[item.change]} quiet />
        </div>
        {item.blocked === null ? null : <Notice meaning="needs">{item.blocked}</Notice>}
        {item.mustAgree > 0 ? (
          <Notice meaning="needs">
            {item.mustAgree === 1 ? "1 installation must agree again" : `${item.mustAgree} installations must agree again`} on the live
            side: until then what covers more is refused there.
          </Notice>
        ) : null}
        <PromotionFields item={item} />
      </div>
    </li>
  );
}
