import type { Listing, Submission, Translations } from "@stoa/contract";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { Markdown } from "../../parts/markdown/markdown.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Screenshots } from "../../parts/screenshots.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { usePlace } from "../../places/place.ts";
import { nameLanguage } from "../../words/language.ts";
import { PageToReview } from "../publisher-page/page-to-review.tsx";
import { Checks } from "./checks.tsx";
import styles from "../page.module.css";

/** The host's decision on what was handed in: the text as submitted, the checks, approve or send back with a reason. */
export function Review({ listing, submission }: { listing: Listing; submission: Submission }) {
  const place = usePlace();
  const [sending, setSending] = useState(false);
  const review = useAct([`${place.api}/listings`]);
  const decide = (decision: "approve" | "reject", reason?: string) =>
    review.mutate(
      {
        method: "POST",
        path: `${place.api}/listings/${listing.id}/review`,
        body: { submissionId: submission.id, decision, ...(reason ? { reason } : {}) },
      },
      { onSuccess: () => setSending(false) },
    );
  return (
    <>
      <Verdict
        meaning="needs"
        word="Waits for review"
        {...sayRequest(listing, submission)}
        move="Your move"
        action={
          <div className={styles.row}>
            <Button variant="default" onClick={() => setSending(true)}>
              Send back
            </Button>
            <Button loading={review.isPending} onClick={() => decide("approve")}>
              Approve
            </Button>
          </div>
        }
      />
      {review.error ? <ErrorState error={sayError(review.error)} /> : null}
      {submission.asksMore.length > 0 ? <Beyond sentences={submission.asksMore} /> : null}
      {submission.news.some(({ notes }) => notes !== null) ? <News news={submission.news} /> : null}
      {submission.page === null ? null : <PageToReview listing={listing} page={submission.page} />}
      {submission.newShowcase ? <NewPictures listing={listing} submission={submission} /> : null}
      <Elsewhere translations={submission.showcase.translations ?? {}} />
      <div className={styles.columns}>
        <Panel title="The text handed in">
          <h3>{submission.content.title}</h3>
          <p>{submission.content.summary}</p>
          <Markdown source={submission.content.description} />
        </Panel>
        <Panel title="Checks">
          <Checks checks={submission.checks} />
        </Panel>
      </div>
      <Dialog open={sending} title="Send it back" onClose={() => setSending(false)}>
        <SendBack busy={review.isPending} onSend={(reason) => decide("reject", reason)} />
      </Dialog>
    </>
  );
}

/** What is asked of the host, and what customers have meanwhile. */
function sayRequest(listing: Listing, submission: Submission): { sentence: string; reason: string } {
  const { publisherName, publishedAt, release } = listing;
  const { title } = submission.content;
  if (publishedAt === null)
    return { sentence: `${publisherName} asks to list ${title}.`, reason: "Customers see it as soon as you approve." };
  if (submission.asksMore.length === 0 && submission.newShowcase)
    return {
      sentence: `${publisherName} handed in new pictures, or new words in other languages.`,
      reason: "Customers see the old ones until you approve.",
    };
  if (submission.asksMore.length === 0)
    return { sentence: `${publisherName} handed in a new text.`, reason: "Customers see the old text until you approve." };
  return {
    sentence: `A new release of ${title} asks for more than you approved.`,
    reason: `Customers stay on ${release?.version ?? "the release before"} until you approve; then each of them is asked too.`,
  };
}

/** What its publisher says is new: customers read it as it stands here. */
function News({ news }: Pick<Submission, "news">) {
  return (
    <Panel title="What is new, in its publisher's words">
      <dl>
        {news
          .filter(({ notes }) => notes !== null)
          .map(({ number, version, notes }) => (
            <div key={number}>
              <dt>{version}</dt>
              <dd style={{ whiteSpace: "pre-line" }}>{notes}</dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
}

/** What its page would say in other languages, beside what it stands for. */
function Elsewhere({ translations }: { translations: Translations }) {
  return Object.entries(translations).map(([language, words]) => (
    <Panel key={language} title={`In ${nameLanguage(language)}`}>
      <dl lang={language}>
        {Object.entries(words).map(([text, said]) => (
          <div key={text}>
            <dt lang="">{text}</dt>
            <dd style={{ whiteSpace: "pre-line" }}>{said}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  ));
}

/** The pictures as customers would see them, beside those they see now. */
function NewPictures({ listing, submission: { showcase } }: { listing: Listing; submission: Submission }) {
  const none = showcase.items.length === 0;
  return (
    <Panel title={listing.publishedAt === null ? "The pictures handed in" : "The new pictures"}>
      <div className={styles.stack}>
        <div className={styles.row}>
          <ListingPicture
            id={listing.id}
            title={listing.title}
            monogram={listing.monogram}
            icon={showcase.icon?.digest ?? null}
            size={64}
          />
          <span>{showcase.icon ? "The icon" : "No icon: its letters stand in"}</span>
        </div>
        {none ? <p>No pictures besides.</p> : <Screenshots listingId={listing.id} pictures={showcase.items} />}
        {none ? null : (
          <ol>
            {showcase.items.map(({ digest, alt }) => (
              <li key={digest}>{alt}</li>
            ))}
          </ol>
        )}
      </div>
    </Panel>
  );
}

function Beyond({ sentences }: { sentences: readonly string[] }) {
  return (
    <Panel title="What it asks beyond what you approved">
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Panel>
  );
}

function SendBack({ busy, onSend }: { busy: boolean; onSend: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        onSend(reason);
      }}
    >
      <Textarea
        label="Reason"
        description="The publisher reads this. Say what to change."
        required
        autosize
        minRows={3}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={busy}>
          Send it back
        </Button>
      </div>
    </form>
  );
}
