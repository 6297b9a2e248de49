import type { HostWish, ListingPage, WishAnswer, WishView } from "@stoa/contract";
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useList, useRead } from "../../api/use-read.ts";
import { countOf } from "../../parts/format/count.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { wishStates } from "../../words/wish-states.ts";
import styles from "../page.module.css";

/** One wish: who wants it and what for, the host's answer, and what means the same. */
export function WishPage() {
  const place = usePlace();
  const { wishId = "" }: { wishId?: string } = useParams({ strict: false });
  const wish = useRead<WishView>(`${place.api}/wishes/${wishId}`);
  return (
    <Loaded page query={wish}>
      {(found) => (
        <>
          <PageHead
            title={found.name}
            mark={<MeaningBadge {...wishStates[found.state]} />}
            line={`Wanted by ${countOf(found.votes, "customer")}${found.merged.length > 0 ? `, also asked for as ${found.merged.join(", ")}` : ""}.`}
          />
          <div className={styles.columns}>
            <Panel title="Who wants it">
              <Voters wish={found} />
            </Panel>
            <div className={styles.stack}>
              <Answer key={found.state} wish={found} />
              <Merge wish={found} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}

function Voters({ wish }: { wish: WishView }) {
  const place = usePlace();
  if (wish.voters.length === 0) return <p className={styles.quiet}>Nobody any more: all votes were taken back.</p>;
  return (
    <ul className={styles.list}>
      {wish.voters.map((voter) => (
        <li key={voter.customerId}>
          <span>
            <Link className={styles.underlined} to={`${place.href}/customers/${voter.customerId}`}>
              {voter.customerName}
            </Link>
            <br />
            <span className={voter.why ? undefined : styles.quiet}>{voter.why ?? "No reason given"}</span>
          </span>
          <span className={styles.quiet}>
            <TimeAgo at={voter.votedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

const answers: readonly { value: WishAnswer; label: string }[] = (["open", "planned", "there", "declined"] as const).map((value) => ({
  value,
  label: wishStates[value].word,
}));

function Answer({ wish }: { wish: WishView }) {
  const place = usePlace();
  const [state, setState] = useState<WishAnswer>(wish.state === "merged" ? "open" : wish.state);
  const [listingId, setListingId] = useState(wish.listingId ?? "");
  const [answer, setAnswer] = useState(wish.answer ?? "");
  const listings = useList<ListingPage["items"][number]>(`${place.api}/listings`, { state: "published", order: "title", limit: 200 });
  const decide = useAct<WishView>([`${place.api}/wishes`]);
  const body = { state, ...(answer.trim() ? { answer } : {}), ...(state === "there" && listingId ? { listingId } : {}) };
  return (
    <Panel title="Your answer">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          decide.mutate({ method: "POST", path: `${place.api}/wishes/${wish.id}/decide`, body });
        }}
      >
        <NativeSelect
          label="What becomes of it"
          value={state}
          data={[...answers]}
          onChange={(event) => setState(event.currentTarget.value as WishAnswer)}
        />
        {state === "there" ? (
          <NativeSelect
            label="The listing"
            description="Those who voted are told in the marketplace, with a link to it."
            value={listingId}
            data={[{ value: "", label: "Choose one" }, ...(listings.rows ?? []).map(({ id, title }) => ({ value: id, label: title }))]}
            onChange={(event) => setListingId(event.currentTarget.value)}
          />
        ) : null}
        <Textarea
          label="In your words"
          description="Those who voted read it."
          maxLength={500}
          autosize
          minRows={2}
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
        />
        {decide.error ? <Notice meaning="failed">{sayError(decide.error).what}</Notice> : null}
        <div className={styles.row}>
          <Button type="submit" loading={decide.isPending} disabled={state === "there" && listingId === ""}>
            Save the answer
          </Button>
          {decide.isSuccess ? <span className={styles.quiet}>Saved.</span> : null}
        </div>
      </form>
    </Panel>
  );
}

function Merge({ wish }: { wish: WishView }) {
  const place = usePlace();
  const navigate = useNavigate();
  const [into, setInto] = useState("");
  const others = useList<HostWish>(`${place.api}/wishes`, { limit: 200 });
  const merge = useAct<WishView>([`${place.api}/wishes`]);
  const rows = (others.rows ?? []).filter((other) => other.id !== wish.id);
  if (rows.length === 0) return null;
  return (
    <Panel title="The same as another one">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          merge.mutate(
            { method: "POST", path: `${place.api}/wishes/${wish.id}/merge`, body: { into } },
            { onSuccess: (kept) => void navigate({ to: `${place.href}/wishes/${kept.id}` }) },
          );
        }}
      >
        <NativeSelect
          label="Count it with"
          description="Its votes move there; who voted for both has one vote. This cannot be taken apart again."
          value={into}
          data={[{ value: "", label: "Choose one" }, ...rows.map(({ id, name, votes }) => ({ value: id, label: `${name} (${votes})` }))]}
          onChange={(event) => setInto(event.currentTarget.value)}
        />
        {merge.error ? <Notice meaning="failed">{sayError(merge.error).what}</Notice> : null}
        <div>
          <Button type="submit" variant="default" loading={merge.isPending} disabled={into === ""}>
            Merge the two
          </Button>
        </div>
      </form>
    </Panel>
  );
}
