import { Notice } from "../../parts/notice.tsx";
import { useStatus } from "./use-status.ts";

/** What the deployment wants its operator to know: red only where someone must act. `all` shows the quiet ones too. */
export function MachineNotices({ all = false }: { all?: boolean }) {
  const status = useStatus();
  const notices = status.data?.notices ?? [];
  return (
    <>
      {notices
        .filter((notice) => all || notice.needs === "someone")
        .map((notice) => (
          <Notice key={notice.title + notice.text} meaning={notice.needs === "someone" ? "needs" : "waiting"}>
            <strong>{notice.title}.</strong> {notice.text} {notice.fix}
          </Notice>
        ))}
    </>
  );
}
