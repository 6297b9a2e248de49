import type { StoragePart, StorageView } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { Bytes } from "../../parts/amounts.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";

const words: Record<StoragePart["name"], string> = {
  logs: "Logs of runs",
  builds: "Builds",
  history: "History of runs",
  database: "Database in all",
  states: "States of installations",
  repositories: "Repositories",
  runtimes: "Runtimes",
  backups: "Backups",
};

/** What takes room, and which of it is collected when. */
export function StoragePanel() {
  const storage = useRead<StorageView>("/v1/operator/storage", undefined, { every: 60_000 });
  return (
    <Panel title="Storage">
      <Loaded query={storage}>
        {({ disk, parts, measuredAt }) => (
          <Facts
            rows={[
              {
                name: "Disk",
                value: disk.isFull ? <MeaningBadge meaning="failed" word="Nearly full" /> : `${Math.round(disk.usedPart * 100)} % used`,
                note: disk.isFull
                  ? "Builds have stopped and logs are cut. Both go on below 85 %."
                  : "From 90 % on builds stop and logs are cut, so that the database can go on.",
              },
              ...parts.map((part) => ({ name: words[part.name], value: <Bytes bytes={part.bytes} />, note: <Kept part={part} /> })),
              { name: "Measured", value: measuredAt ? <TimeAgo at={measuredAt} /> : "Two minutes after the start" },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function Kept({ part: { budget, oldestAt } }: { part: StoragePart }) {
  if (budget === null) return <>Never collected</>;
  return (
    <>
      Kept {budget.days} days, at most <Bytes bytes={budget.bytes} /> ({budget.setting})
      {oldestAt ? (
        <>
          , oldest <TimeAgo at={oldestAt} />
        </>
      ) : null}
    </>
  );
}
