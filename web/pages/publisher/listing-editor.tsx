import type { CheckResult, Listing, ListingContent } from "@stoa/contract";
import { Button, TagsInput, Textarea, TextInput } from "@mantine/core";
import "../../parts/config-form/config-form.css";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Markdown } from "../../parts/markdown/markdown.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { usePlace } from "../../places/place.ts";
import { Checks } from "../work/checks.tsx";
import { ListingFacts } from "../work/listing-page.tsx";
import styles from "../page.module.css";

/** The publisher's side of a listing: its text, the checks as they would fall now, and handing it in. */
export function ListingEditor({ listing }: { listing: Listing }) {
  const place = usePlace();
  const checks = useRead<{ checks: CheckResult[] }>(`${place.api}/listings/${listing.id}/checks`);
  const ready = checks.data?.checks.every((check) => check.passed) ?? false;
  return (
    <>
      <State listing={listing} ready={ready} />
      <div className={styles.columns}>
        <Text listing={listing} />
        <div className={styles.stack}>
          <Panel title="Checks">{checks.data ? <Checks checks={checks.data.checks} /> : null}</Panel>
          <ListingFacts listing={listing} />
        </div>
      </div>
    </>
  );
}

function State({ listing, ready }: { listing: Listing; ready: boolean }) {
  const place = usePlace();
  const move = useAct([`${place.api}/listings`]);
  const go = (verb: string) => move.mutate({ method: "POST", path: `${place.api}/listings/${listing.id}/${verb}` });
  if (listing.submission?.state === "waiting") {
    return (
      <Verdict
        meaning="waiting"
        word="With the host"
        sentence="The host looks at what you handed in."
        move="The host's move"
        action={
          <Button variant="default" loading={move.isPending} onClick={() => go("take-back")}>
            Take it back
          </Button>
        }
      />
    );
  }
  const reason = listing.submission?.state === "rejected" ? listing.submission.reason : listing.reason;
  const sentence =
    listing.state === "published"
      ? "Customers see this listing."
      : listing.state === "rejected"
        ? "The host sent it back."
        : ready
          ? "It is ready to hand in."
          : "Something is still missing; the checks say what.";
  return (
    <>
      <Verdict
        meaning={listing.state === "published" ? "fine" : "needs"}
        word={listing.state === "published" ? "In the marketplace" : "Draft"}
        sentence={sentence}
        {...(reason ? { reason: `Reason given: ${reason}` } : {})}
        {...(listing.state === "published" ? {} : { move: "Your move" })}
        action={
          <Button
            variant={listing.state === "published" ? "default" : "filled"}
            disabled={!ready}
            loading={move.isPending}
            onClick={() => go("submit")}
          >
            {listing.state === "published" ? "Hand in the new text" : "Submit for review"}
          </Button>
        }
      />
      {move.error ? <ErrorState error={sayError(move.error)} /> : null}
    </>
  );
}

function contentOf(listing: Listing): ListingContent {
  const { title, summary, description, categories, support } = listing;
  return listing.draft ?? { title, summary, description, categories, support, hosts: [] };
}

function Text({ listing }: { listing: Listing }) {
  const place = usePlace();
  const [content, setContent] = useState(() => contentOf(listing));
  const [preview, setPreview] = useState(false);
  const save = useAct<Listing>([`${place.api}/listings/${listing.id}`]);
  const problems = fieldProblems(save.error);
  const problem = (path: string) => problems.find((one) => one.path.startsWith(path))?.message;
  const set = (change: Partial<ListingContent>) => setContent({ ...content, ...change });
  return (
    <Panel title="Text">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({
            method: "PUT",
            path: `${place.api}/integrations/${listing.integrationId}/listings/${listing.sideId}`,
            body: content,
          });
        }}
      >
        <TextInput
          label="Title"
          maxLength={60}
          value={content.title}
          error={problem("/title")}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <TextInput
          label="In one sentence"
          description="What it does for the customer. It stands on the tile and under the title."
          maxLength={160}
          value={content.summary}
          error={problem("/summary")}
          onChange={(event) => set({ summary: event.currentTarget.value })}
        />
        {preview ? (
          <Markdown source={content.description} />
        ) : (
          <Textarea
            label="Description"
            description="Markdown, without HTML."
            autosize
            minRows={8}
            maxRows={24}
            value={content.description}
            error={problem("/description")}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
        )}
        <TagsInput
          label="Categories"
          description="One to three, such as crm or invoices."
          maxTags={3}
          value={content.categories}
          error={problem("/categories")}
          onChange={(categories) => set({ categories: categories.map((one) => one.toLowerCase()) })}
        />
        <TextInput
          label="Support"
          description="An e-mail or https address where customers get help."
          value={content.support}
          error={problem("/support") ?? problem("")}
          onChange={(event) => set({ support: event.currentTarget.value })}
        />
        <div className={styles.row}>
          <Button type="submit" loading={save.isPending}>
            Save the text
          </Button>
          <Button variant="default" onClick={() => setPreview(!preview)}>
            {preview ? "Go on writing" : "See it as customers do"}
          </Button>
          {save.isSuccess && !save.isPending ? <span className={styles.quiet}>Saved</span> : null}
        </div>
      </form>
    </Panel>
  );
}
