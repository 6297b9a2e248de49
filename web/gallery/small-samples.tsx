import { Button } from "@mantine/core";
import { useState } from "react";
import { Bytes, Duration, Money } from "../parts/amounts.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { Facts } from "../parts/facts.tsx";
import { RetryIcon, RunIcon } from "../parts/icons.ts";
import { IdChip } from "../parts/id-chip.tsx";
import { MeaningBadge } from "../parts/meaning-badge.tsx";
import { Monogram } from "../parts/monogram.tsx";
import { Notice } from "../parts/notice.tsx";
import { OperationProgress } from "../parts/operation-progress.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { PageSkeleton } from "../parts/skeleton.tsx";
import { Steps } from "../parts/steps.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { UndoNotice } from "../parts/undo-notice.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { meanings } from "../theme/meanings.ts";
import { sampleNow } from "./samples.ts";

const row = { display: "flex", flexWrap: "wrap", alignItems: "center", gap: 12 } as const;
const stack = { display: "grid", gap: 16 } as const;

export function MeaningSamples() {
  return (
    <div style={stack}>
      <div style={row}>
        {meanings.map((meaning) => (
          <MeaningBadge key={meaning} meaning={meaning} />
        ))}
        <MeaningBadge meaning="waiting" word="Retries at 18:05" quiet />
      </div>
      <Verdict meaning="fine" sentence="Copied 212 new invoices and changed 24." reason="Exit code 0, 236 counted, no failed items." />
      <Verdict
        meaning="failed"
        word="Password refused"
        sentence="Acme refused the password."
        reason="Rule credentials.refused, log line 13: “401 the password was refused”. Nothing was changed; the last good state is kept."
        move="Your move"
        action={<Button leftSection={<RunIcon size={16} />}>Enter a new password</Button>}
      />
      <Verdict
        meaning="needs"
        sentence="Two contacts share one address; choose which to keep."
        move="Your move"
        action={<Button variant="default">Choose</Button>}
      />
      <Verdict
        meaning="waiting"
        word="Retries in 12 minutes"
        sentence="Acme did not answer; the third attempt comes at 18:05."
        move="Stoa's move"
        action={
          <Button variant="default" leftSection={<RetryIcon size={16} />}>
            Run now
          </Button>
        }
      />
      <Verdict meaning="running" sentence="Copying invoices, 137 of 236." />
    </div>
  );
}

export function AmountSamples() {
  return (
    <div style={stack}>
      <PageHead
        picture={<Monogram id="lst_4" name="Invoice sync" size={40} />}
        title="Invoice sync"
        mark={<MeaningBadge meaning="fine" word="Healthy" />}
        line={
          <>
            <span>Nordwind Logistics</span>
            <IdChip id="ins_01jd8f3k2m5n7p9q1r3s5t7v9w" />
          </>
        }
        actions={
          <>
            <Button variant="default">Pause</Button>
            <Button leftSection={<RunIcon size={16} />}>Run now</Button>
          </>
        }
      />
      <Facts
        rows={[
          { name: "Last worked", value: <TimeAgo at={sampleNow - 720_000} /> },
          { name: "Took", value: <Duration milliseconds={72_000} /> },
          { name: "Log", value: <Bytes bytes={4_210_000} /> },
          { name: "Cost", value: <Money micros={1_200} currency="EUR" />, note: "Charged to Nordwind Logistics" },
          {
            name: "Made by",
            value: (
              <span style={row}>
                <Monogram id="pub_7" name="Acme" size={24} />
                Acme Software
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}

export function StateSamples() {
  return (
    <div style={stack}>
      <NewsSamples />
      <EmptySamples />
      <StepsSample />
      <ConfirmSample />
      <PageSkeleton />
    </div>
  );
}

function NewsSamples() {
  return (
    <>
      <Notice
        meaning="needs"
        action={
          <Button size="xs" variant="default">
            See which
          </Button>
        }
      >
        3 of 12 runners have not been heard of for 2 m; what they ran is shown as of 17:28.
      </Notice>
      <UndoNotice done="Paused Invoice sync. Nothing runs until you resume it." onUndo={() => undefined} />
      <OperationProgress
        title="Moving 12,400 installations to release 1.4.0"
        step="Checking configs against the new form"
        done={4_930}
        total={12_400}
        unit="installations"
        elapsed={61_000}
      />
    </>
  );
}

function EmptySamples() {
  return (
    <>
      <EmptyState
        title="No runs yet"
        action={<Button>Run now</Button>}
        example={
          <div style={row}>
            <MeaningBadge meaning="fine" />
            <span>Copied 212 new invoices and changed 24.</span>
            <span>12 minutes ago</span>
          </div>
        }
      >
        <p>Each run of this installation stands here with its verdict, its log and what it changed.</p>
      </EmptyState>
      <ErrorState
        error={{
          what: "The runs could not be read",
          why: "The database did not answer within 5 s.",
          fix: "Try again in a moment.",
          trace: "trc_01jd8f3k2m5n7p9q1r3s5t7v9w",
        }}
        onRetry={() => undefined}
      />
    </>
  );
}

function StepsSample() {
  return (
    <Steps
      label="Install Invoice sync"
      steps={[
        {
          key: "allow",
          title: "Allow what it may do",
          state: "done",
          note: "Reads your contacts and invoices, reaches api.acme.example.",
          onUndo: () => undefined,
          undoLabel: "Take back",
        },
        {
          key: "form",
          title: "Say what to copy",
          state: "now",
          note: "Next: a first run that you can watch.",
          content: <Button>Save and go on</Button>,
        },
        { key: "run", title: "Run it once", state: "next", note: "You see the log live and can undo what it made." },
      ]}
    />
  );
}

function ConfirmSample() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div>
        <Button variant="danger" onClick={() => setOpen(true)}>
          Uninstall Invoice sync
        </Button>
      </div>
      <Confirm
        open={open}
        title="Uninstall Invoice sync?"
        verb="Uninstall Invoice sync"
        goes={["Its settings and the two secrets you typed", "Its schedule; no more runs"]}
        stays={["What it copied so far, here and at Acme", "Runs and logs, for 90 days", "An export of settings and state, made now"]}
        onConfirm={() => setOpen(false)}
        onClose={() => setOpen(false)}
        typeName="Invoice sync"
      />
    </>
  );
}
