import type { FailureClass, HostView, QueueView, RunDays, RunnerList } from "@stoa/contract";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useList, useRead } from "../../api/use-read.ts";
import { Facts } from "../../parts/facts.tsx";
import { formatCount } from "../../parts/format/count.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ownZone } from "../../parts/format/own-zone.ts";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { AlertsCard } from "../alerts/alerts-card.tsx";
import { DaysPlot } from "../work/days-plot.tsx";
import { Failing } from "../work/failing.tsx";
import { failureWords } from "../../words/run-words.ts";
import { judgePlatform } from "./judge-platform.ts";
import { MachineNotices } from "./machine-notices.tsx";
import { sayArriving } from "../../words/say-arriving.ts";
import styles from "../page.module.css";

/** Is the platform fine, and who is affected if not. */
export function OperatorHome() {
  const queue = useRead<QueueView>("/v1/operator/queue", undefined, { every: 5_000 });
  const runners = useRead<RunnerList>("/v1/operator/runners", undefined, { every: 5_000 });
  const days = useRead<RunDays>("/v1/operator/run-days", { days: 30, zone: ownZone }, { every: 60_000 });
  const navigate = useNavigate();
  return (
    <>
      <PageHead title="Home" />
      <Loaded query={runners}>
        {({ items }) => (
          <Loaded query={queue}>
            {(waiting) => {
              const health = judgePlatform(items, waiting, days.data?.days.at(-1));
              return <Verdict {...health} action={health.meaning === "fine" ? undefined : <StatusLink />} />;
            }}
          </Loaded>
        )}
      </Loaded>
      <Arriving />
      <MachineNotices />
      <div className={styles.columns}>
        {days.data ? <DaysPlot days={days.data.days} onDay={() => void navigate({ to: "/operator/runs" })} /> : <span />}
        <div className={styles.stack}>
          <Panel title="Now">{queue.data ? <Now queue={queue.data} /> : null}</Panel>
          <AlertsCard />
        </div>
      </div>
      <Failing title="Failed lately" />
    </>
  );
}

/** What the machine is filling a new marketplace with. */
function Arriving() {
  const hosts = useList<HostView>("/v1/operator/hosts", { limit: 20 }, { every: 10_000 });
  return hosts.rows
    ?.filter((host) => host.look["arriving"])
    .map((host) => (
      <Notice key={host.id} meaning="running">
        <strong>{host.name}.</strong> {sayArriving(host.look["arriving"] ?? "")}
      </Notice>
    ));
}

function StatusLink() {
  return (
    <Button component={Link} to="/operator/status">
      See the status
    </Button>
  );
}

const reasonWords = {
  ready: "For a runner",
  "one-at-a-time": "For the run before",
  paused: "While paused",
  retry: "To try again",
  running: "Running",
} as const;

function Now({ queue }: { queue: QueueView }) {
  return (
    <Facts
      rows={[
        { name: "Running", value: formatCount(queue.running) },
        { name: "Waiting", value: formatCount(queue.waiting) },
        { name: "Longest wait", value: queue.oldestReadyAt ? <TimeAgo at={queue.oldestReadyAt} /> : "Nothing waits" },
        ...queue.reasons
          .filter((one) => one.reason !== "running")
          .map((one) => ({
            name: one.kind === "probe" ? `${reasonWords[one.reason]} (questions)` : reasonWords[one.reason],
            value: one.failureClass
              ? `${formatCount(one.count)}, after: ${failureWords[one.failureClass as FailureClass] ?? one.failureClass}`
              : formatCount(one.count),
          })),
      ]}
    />
  );
}
