import type { CheckResult, Listing, ListingContent } from "@stoa/contract";
import { Button, TagsInput, Textarea, TextInput } from "@mantine/core";
import "../../theme/fields.css";
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
  return (
    <>
      {listing.submission?.state === "waiting" ? (
        <WithHost busy={move.isPending} onTakeBack={() => go("take-back")} />
      ) : (
        <Mine listing={listing} ready={ready} busy={move.isPending} onSubmit={() => go("submit")} />
      )}
      {move.error ? <ErrorState error={sayError(move.error)} /> : null}
    </>
  );
}

function WithHost({ busy, onTakeBack }: { busy: boolean; onTakeBack: () => void }) {
  const action = (
    <Button variant="default" loading={busy} onClick={onTakeBack}>
      Take it back
    </Button>
  );
  return (
    <Verdict
      meaning="waiting"
      word="With the host"
      sentence="The host looks at what you handed in."
      move="The host's move"
      action={action}
    />
  );
}

function Mine({ listing, ready, busy, onSubmit }: { listing: Listing; ready: boolean; busy: boolean; onSubmit: () => void }) {
  const shown = listing.state === "published";
  const reason = listing.submission?.state === "rejected" ? listing.submission.reason : listing.reason;
  const action = (
    <Button variant={shown ? "default" : "filled"} disabled={!ready} loading={busy} onClick={onSubmit}>
      {shown ? "Hand in the new text" : "Submit for review"}
    </Button>
  );
  const handsIn = !shown || isRewritten(listing);
  const said = { ...(reason ? { reason: `Reason given: ${reason}` } : {}), ...(handsIn ? { action } : {}) };
  if (shown) return <Verdict meaning="fine" word="In the marketplace" sentence="Customers see this listing." {...said} />;
  return <Verdict meaning="needs" word="Draft" sentence={draftSentence(listing, ready)} move="Your move" {...said} />;
}

/** Something was written that customers do not read yet. */
function isRewritten({ draft, ...shown }: Listing): boolean {
  if (!draft) return false;
  const names = ["title", "summary", "description", "support"] as const;
  return names.some((name) => draft[name] !== shown[name]) || draft.categories.join() !== shown.categories.join();
}

function draftSentence(listing: Listing, ready: boolean): string {
  if (listing.state === "rejected") return "The host sent it back.";
  return ready ? "It is ready to hand in." : "Something is still missing; the checks say what.";
}

function contentOf(listing: Listing): ListingContent {
  const { title, summary, description, categories, support } = listing;
  return listing.draft ?? { title, summary, description, categories, support, hosts: [] };
}

function Text({ listing }: { listing: Listing }) {
  const place = usePlace();
  const [content, setContent] = useState(() => contentOf(listing));
  const save = useAct<Listing>([`${place.api}/listings/${listing.id}`]);
  const path = `${place.api}/integrations/${listing.integrationId}/listings/${listing.sideId}`;
  return (
    <Panel title="Text">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ method: "PUT", path, body: content });
        }}
      >
        <TextFields content={content} error={save.error} onChange={(change) => setContent({ ...content, ...change })} />
        <div className={styles.row}>
          <Button type="submit" loading={save.isPending}>
            Save the text
          </Button>
          {save.isSuccess && !save.isPending ? <span className={styles.quiet}>Saved</span> : null}
        </div>
      </form>
    </Panel>
  );
}

interface TextFieldsProps {
  content: ListingContent;
  error: unknown;
  onChange: (change: Partial<ListingContent>) => void;
}

function TextFields({ content, error, onChange }: TextFieldsProps) {
  const problems = fieldProblems(error);
  const problem = (path: string) => problems.find((one) => one.path.startsWith(path))?.message;
  return (
    <>
      <TextInput
        label="Title"
        maxLength={60}
        value={content.title}
        error={problem("/title")}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <TextInput
        label="In one sentence"
        description="What it does for the customer. It stands on the tile and under the title."
        maxLength={160}
        value={content.summary}
        error={problem("/summary")}
        onChange={(event) => onChange({ summary: event.currentTarget.value })}
      />
      <Description value={content.description} error={problem("/description")} onChange={(description) => onChange({ description })} />
      <TagsInput
        label="Categories"
        description="One to three, such as crm or invoices."
        maxTags={3}
        value={content.categories}
        error={problem("/categories")}
        onChange={(categories) => onChange({ categories: categories.map((one) => one.toLowerCase()) })}
      />
      <TextInput
        label="Support"
        description="An e-mail or https address where customers get help."
        value={content.support}
        error={problem("/support") ?? problems.find((one) => one.path === "")?.message}
        onChange={(event) => onChange({ support: event.currentTarget.value })}
      />
    </>
  );
}

function Description({ value, error, onChange }: { value: string; error: string | undefined; onChange: (value: string) => void }) {
  const [preview, setPreview] = useState(false);
  return (
    <div className={styles.close}>
      {preview ? (
        <Markdown source={value} />
      ) : (
        <Textarea
          label="Description"
          description="Markdown, without HTML."
          autosize
          minRows={8}
          maxRows={24}
          value={value}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      <div>
        <Button size="xs" variant="default" onClick={() => setPreview(!preview)}>
          {preview ? "Go on writing" : "See it as customers do"}
        </Button>
      </div>
    </div>
  );
}
