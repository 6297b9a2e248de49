import type { HelpView, Integration, RunDay, RunDays } from "@stoa/contract";
import { Link, useNavigate } from "@tanstack/react-router";
import { useList, useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { formatShare } from "../../parts/format/count.ts";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ownZone } from "../../parts/format/own-zone.ts";
import { usePlace } from "../../places/place.ts";
import { DaysPlot } from "../work/days-plot.tsx";
import { Failing } from "../work/failing.tsx";
import { NewIntegration } from "./new-integration.tsx";
import styles from "../page.module.css";

/** Which of my integrations hurt customers now; then runs by verdict. */
export function PublisherHome() {
  const place = usePlace();
  const navigate = useNavigate();
  const days = useRead<RunDays>(`${place.api}/run-days`, { days: 30, zone: ownZone });
  const integrations = useList<Integration>(`${place.api}/integrations`, { limit: 20 });
  if (integrations.rows?.length === 0) return <FirstIntegration />;
  return (
    <>
      <PageHead title="Home" actions={<NewIntegration />} />
      <Panel title="Your integrations today">
        <ul className={styles.list}>
          {integrations.rows?.map((integration) => (
            <Today key={integration.id} integration={integration} />
          ))}
        </ul>
      </Panel>
      <Waiting />
      {days.data ? <DaysPlot days={days.data.days} onDay={() => void navigate({ to: `${place.href}/runs` })} /> : null}
      <Failing title="Failed lately" />
    </>
  );
}

/** Customers who wait for an answer; nothing where none do. */
function Waiting() {
  const place = usePlace();
  const open = useList<HelpView>(`${place.api}/help`, { answered: "false", limit: 20 });
  const count = open.rows?.length ?? 0;
  if (count === 0) return null;
  const said = open.more ? `More than ${count}` : String(count);
  return (
    <Panel title="Asked for help">
      <p>
        <Link to={`${place.href}/questions`}>{count === 1 ? "1 question waits" : `${said} questions wait`} for your answer</Link>
      </p>
    </Panel>
  );
}

function Today({ integration }: { integration: Integration }) {
  const place = usePlace();
  const days = useRead<RunDays>(`${place.api}/run-days`, { days: 1, zone: ownZone, integrationId: integration.id });
  const today = days.data?.days[0];
  return (
    <li>
      <Link to={`${place.href}/integrations/${integration.id}`} className={styles.named}>
        <ListingPicture id={integration.id} title={integration.name} monogram={integration.monogram} size={24} />
        {integration.name}
      </Link>
      {today ? <TodayBadge today={today} /> : null}
    </li>
  );
}

function TodayBadge({ today }: { today: RunDay }) {
  const all = today.succeeded + today.failed;
  if (all === 0) return <MeaningBadge meaning="waiting" word="No runs today" quiet />;
  if (today.failed === 0) return <MeaningBadge meaning="fine" word={`${all === 1 ? "1 run" : `${all} runs`}, all fine`} quiet />;
  return <MeaningBadge meaning="failed" word={`${today.failed} of ${all} failed, ${formatShare(today.failed, all)}`} quiet />;
}

function FirstIntegration() {
  const place = usePlace();
  return (
    <>
      <PageHead title={`Welcome, ${place.name}`} />
      <EmptyState
        title="Bring your first integration"
        action={<NewIntegration />}
        example={
          <code
            className={styles.lines}
          >{`stoa init hello --lang python\ncd hello\nstoa run\nstoa login ${location.origin}\nstoa push`}</code>
        }
      >
        <p>
          An integration is a command-line program in a language you know, with a manifest of a few lines. <code>stoa run</code> tries it on
          your machine in the same sandbox customers get; <code>stoa push</code> builds it here.
        </p>
        <p>
          <code>stoa login</code> lets your terminal in from a page; a program of yours takes a{" "}
          <Link to={`${place.href}/tokens`}>token</Link>.
        </p>
      </EmptyState>
    </>
  );
}
