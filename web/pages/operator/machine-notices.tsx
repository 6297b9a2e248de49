import { Notice } from "../../parts/notice.tsx";
import { useStatus } from "./use-status.ts";

interface MachineNoticesProps {
  all?: boolean;
  /** What the page says elsewhere. */
  besides?: readonly string[];
}

/** What the deployment wants its operator to know: red only where someone must act. `all` shows the quiet ones too. */
export function MachineNotices({ all = false, besides = [] }: MachineNoticesProps) {
  const status = useStatus();
  const notices = status.data?.notices ?? [];
  return (
    <>
      {notices
        .filter(({ needs, text }) => needs === "someone" || (all && !besides.includes(text)))
        .map((notice) => (
          <Notice key={notice.title + notice.text} meaning={notice.needs === "someone" ? "needs" : "waiting"}>
            <strong>{notice.title}.</strong> {notice.text} {notice.fix}
          </Notice>
        ))}
    </>
  );
}
