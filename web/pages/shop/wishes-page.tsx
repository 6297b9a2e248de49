import type { HostView, OwnWish, Wish } from "@stoa/contract";
import { Button, Textarea, TextInput } from "@mantine/core";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useList, useRead, type List } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { countOf } from "../../parts/format/count.ts";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { wishStates } from "../../words/wish-states.ts";
import styles from "./wishes-page.module.css";

/** What is not there yet: ask for it, or join those who did. */
export function WishesPage() {
  const place = usePlace();
  const { name = "" }: { name?: string | number } = useSearch({ strict: false });
  const host = useRead<HostView>(`${place.api}/host`);
  const wishes = useList<OwnWish>(`${place.api}/wishes`, { limit: 50 });
  const product = host.data?.name ?? t("your product");
  return (
    <div className={styles.page}>
      <PageHead
        title={t("Ask for an integration")}
        line={t("{product} reads what its customers miss, decides what is built next, and tells you here once it is there.", { product })}
      />
      <AskFor key={String(name)} name={String(name)} product={product} />
      <Panel title={t("Asked for so far")}>
        <Wishes list={wishes} />
      </Panel>
    </div>
  );
}

function AskFor({ name: first, product }: { name: string; product: string }) {
  const place = usePlace();
  const [name, setName] = useState(first);
  const [why, setWhy] = useState("");
  const ask = useAct<Wish>([`${place.api}/wishes`]);
  const send = () =>
    ask.mutate(
      { method: "POST", path: `${place.api}/wishes`, body: { name, ...(why.trim() ? { why } : {}) } },
      {
        onSuccess: () => {
          setName("");
          setWhy("");
        },
      },
    );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextInput
        label={t("What is missing?")}
        description={t("The name of a service, or what should happen. Customers of {product} read it.", { product })}
        maxLength={80}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t("What do you want it for?")}
        description={t("Only {product} reads this.", { product })}
        maxLength={500}
        autosize
        minRows={2}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      {ask.error ? <Notice meaning="failed">{sayError(ask.error).what}</Notice> : null}
      {ask.data ? (
        <Notice meaning="fine">
          {t("Noted: “{name}”, wanted by {votes}.", { name: ask.data.name, votes: countOf(ask.data.votes, "customer") })}
        </Notice>
      ) : null}
      <div>
        <Button type="submit" loading={ask.isPending} disabled={name.trim() === ""}>
          {t("Ask for it")}
        </Button>
      </div>
    </form>
  );
}

function Wishes({ list }: { list: List<OwnWish> }) {
  if (list.error) return <ErrorState error={sayError(list.error)} onRetry={list.retry} />;
  if (!list.rows) return <Skeleton height="88px" />;
  if (list.rows.length === 0)
    return (
      <EmptyState title={t("Nobody has asked yet")}>
        <p>{t("What you and others ask for stands here, with how many want it.")}</p>
      </EmptyState>
    );
  return (
    <>
      <ul className={styles.wishes}>
        {list.rows.map((wish) => (
          <WishLine key={wish.id} wish={wish} />
        ))}
      </ul>
      {list.more ? (
        <Button variant="default" className={styles.more} loading={list.more.loading} onClick={list.more.load}>
          {t("Show more")}
        </Button>
      ) : null}
    </>
  );
}

function WishLine({ wish }: { wish: OwnWish }) {
  const place = usePlace();
  const path = `${place.api}/wishes/${wish.id}/vote`;
  const vote = useAct([`${place.api}/wishes`]);
  const act = wish.voted ? { method: "DELETE" as const, path } : { method: "PUT" as const, path, body: {} };
  return (
    <li className={styles.wish}>
      <span className={styles.what}>
        <strong>{wish.name}</strong>
        <span className={styles.quiet}>
          {t("wanted by {votes}", { votes: countOf(wish.votes, "customer") })}
          {wish.why ? ` · ${t("you said: {why}", { why: wish.why })}` : ""}
        </span>
        {wish.answer ? <span>{wish.answer}</span> : null}
        {vote.error ? <Notice meaning="failed">{sayError(vote.error).what}</Notice> : null}
      </span>
      {wish.state === "open" ? null : <MeaningBadge {...wishStates[wish.state]} />}
      {wish.listingId ? (
        <Button component={Link} to={`/shop/listings/${wish.listingId}`} size="sm">
          {t("Look at it")}
        </Button>
      ) : (
        <Button
          size="sm"
          variant="default"
          aria-label={wish.voted ? t("Take back your vote for {name}", { name: wish.name }) : t("Vote for {name}", { name: wish.name })}
          loading={vote.isPending}
          onClick={() => vote.mutate(act)}
        >
          {wish.voted ? t("Take back your vote") : t("I want this, too")}
        </Button>
      )}
    </li>
  );
}
