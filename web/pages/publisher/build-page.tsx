import type { Build, Integration } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useAct, useRead } from "../../api/use-read.ts";
import { useLogFeed } from "../../api/use-log-feed.ts";
import { sayError } from "../../api/say-error.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { formatDuration } from "../../parts/format/duration.ts";
import { IdChip } from "../../parts/id-chip.tsx";
import { StopIcon } from "../../parts/icons.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { LogViewer } from "../../parts/log-viewer/log-viewer.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { usePlace } from "../../places/place.ts";
import { buildStates, buildSteps, buildStepsNow } from "../../words/build-states.ts";
import styles from "../page.module.css";

/** One build: what came of it and whose move it is, then its log, live while it runs. */
export function BuildPage() {
  const place = usePlace();
  const { buildId = "" }: { buildId?: string } = useParams({ strict: false });
  const path = `${place.api}/builds/${buildId}`;
  const build = useRead<Build>(path, undefined, { every: 3_000 });
  useCrumb(build.data ? `Build #${build.data.number}` : undefined);
  return (
    <Loaded page query={build}>
      {(found) => <Shown build={found} path={path} />}
    </Loaded>
  );
}

function Shown({ build, path }: { build: Build; path: string }) {
  const place = usePlace();
  const integration = useRead<Integration>(`${place.api}/integrations/${build.integrationId}`);
  const open = build.state === "queued" || build.state === "running";
  const name = integration.data?.name ?? "Integration";
  return (
    <>
      <PageHead
        title={`Build #${build.number}`}
        line={
          <>
            <Link to={`${place.href}/integrations/${build.integrationId}`}>{name}</Link>
            <code>{build.ref.replace(/^refs\/(heads|tags)\//, "")}</code>
            <code>{build.commit.slice(0, 8)}</code>
            <IdChip id={build.id} />
          </>
        }
        actions={open ? <CancelBuild path={path} /> : undefined}
      />
      <BuildVerdict build={build} />
      <div className={styles.columns}>
        <BuildLog build={build} path={path} />
        <Panel title="About">
          <Facts
            rows={[
              { name: "Cause", value: { push: "A push", tag: "A tag", request: "Asked for" }[build.cause] },
              { name: "Queued", value: <TimeAgo at={build.createdAt} /> },
              { name: "Started", value: build.startedAt ? <TimeAgo at={build.startedAt} /> : "Not yet" },
              { name: "Ended", value: build.finishedAt ? <TimeAgo at={build.finishedAt} /> : "Not yet" },
              ...(build.startedAt && build.finishedAt
                ? [{ name: "Took", value: formatDuration(Date.parse(build.finishedAt) - Date.parse(build.startedAt)) }]
                : []),
              {
                name: "Main line",
                value:
                  build.mainLine === null
                    ? "Not known yet"
                    : build.mainLine
                      ? "Yes, it may see build secrets"
                      : "No, without build secrets",
              },
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

function BuildVerdict({ build }: { build: Build }) {
  const said = buildStates[build.state];
  if (build.failure) {
    const { failure } = build;
    return (
      <Verdict
        {...said}
        sentence={failure.what}
        move="Your move"
        reason={
          <div className={styles.close}>
            <p>
              Step: {buildSteps[failure.step].toLowerCase()}. {failure.fix}
            </p>
            {failure.problems.map((problem) => (
              <p key={`${problem.path}${problem.message}`}>
                <code>{problem.path}</code> {problem.message} {problem.fix}
              </p>
            ))}
          </div>
        }
      />
    );
  }
  if (build.state === "succeeded") return <Built build={build} />;
  const sentence =
    build.state === "running"
      ? build.step
        ? `${buildStepsNow[build.step]}.`
        : "Starting."
      : build.state === "queued"
        ? "Waits for a free builder."
        : (build.reason ?? "It was cancelled.");
  return <Verdict {...said} sentence={sentence} />;
}

function Built({ build }: { build: Build }) {
  const place = usePlace();
  const integration = useRead<Integration>(`${place.api}/integrations/${build.integrationId}`);
  const stable = integration.data?.stable;
  const given = stable?.id === build.releaseId;
  const action = (
    <Button component={Link} to={`${place.href}/integrations/${build.integrationId}`} variant={given ? "default" : "filled"}>
      See the release
    </Button>
  );
  if (given)
    return <Verdict {...buildStates.succeeded} sentence={`Customers get its release, ${stable?.version ?? ""}.`} action={action} />;
  return (
    <Verdict
      {...buildStates.succeeded}
      sentence="A release was made; publish it when customers should get it."
      move="Your move"
      action={action}
    />
  );
}

function BuildLog({ build, path }: { build: Build; path: string }) {
  const search: { line?: number } = useSearch({ strict: false });
  const navigate = useNavigate();
  // The log begins anew when a build is taken up again by another builder.
  const feed = useLogFeed(`${path}/log`, `${build.id} ${build.startedAt ?? ""}`);
  const lineHref = useCallback((line: number) => `?line=${line}`, []);
  if (feed.error) return <ErrorState error={sayError(feed.error)} />;
  return (
    <LogViewer
      buffer={feed.buffer}
      name={`build-${build.number}`}
      line={search.line}
      lineHref={lineHref}
      onLine={(line) => void navigate({ to: ".", search: (before: object) => ({ ...before, line }), replace: true, resetScroll: false })}
      height="min(640px, 62vh)"
    />
  );
}

function CancelBuild({ path }: { path: string }) {
  const cancel = useAct([path]);
  return (
    <Button
      variant="default"
      leftSection={<StopIcon size={16} />}
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ method: "POST", path: `${path}/cancel`, body: {} })}
    >
      Cancel the build
    </Button>
  );
}
