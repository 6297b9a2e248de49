import { Notice } from "../../parts/notice.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useStatus } from "./use-status.ts";

/** What the machine wants its operator to mend: a wrong public address, no restored backup. */
export function MachineNotices() {
  const status = useStatus();
  if (!status.data) return null;
  const { warnings, backup } = status.data;
  return (
    <>
      {warnings.map((warning) => (
        <Notice key={warning.what} meaning="needs">
          {warning.what} {warning.fix}
        </Notice>
      ))}
      {backup.verifiedAt ? null : (
        <Notice meaning="needs">
          No backup has been restored on trial yet. One is made and tried every day; `stoa backup` makes one now.
        </Notice>
      )}
      {backup.problem ? (
        <Notice meaning="failed">
          The last backup failed: {backup.problem}{" "}
          {backup.verifiedAt ? (
            <>
              The last one that restored is from <TimeAgo at={backup.verifiedAt} />.
            </>
          ) : null}
        </Notice>
      ) : null}
    </>
  );
}
