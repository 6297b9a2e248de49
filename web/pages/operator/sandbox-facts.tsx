import type { RunnerView } from "@stoa/contract";
import { Facts, type FactRow } from "../../parts/facts.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";

export const notesOf = ({ about }: RunnerView): string[] => (Array.isArray(about["notes"]) ? about["notes"].map(String) : []);

/** What a runner's sandbox can do on its machine; what it cannot is said, with what that means. */
export function SandboxFacts({ runner }: { runner: RunnerView }) {
  const { about } = runner;
  const notes = notesOf(runner);
  const watched = Array.isArray(about["watchedLimits"]) ? about["watchedLimits"].map(String) : [];
  const cgroups = typeof about["cgroups"] === "string" ? about["cgroups"] : "none";
  const rows: FactRow[] = [
    {
      name: "Boxes",
      value: about["tier"] === "gvisor" ? "gVisor: a kernel of its own for each run" : "Namespaces of this machine's kernel",
      note: "Tried at start: a program in a box failed to get out.",
    },
    {
      name: "Own user per run",
      value:
        about["uidPerSlot"] === true ? <MeaningBadge meaning="fine" word="Yes" quiet /> : <MeaningBadge meaning="needs" word="No" quiet />,
      note:
        about["uidPerSlot"] === true
          ? undefined
          : "Started as an ordinary user, all programs share one user id. Start as root to give each its own.",
    },
    {
      name: "Limits",
      value:
        cgroups === "none" ? (
          <MeaningBadge meaning="needs" word="Watched" quiet />
        ) : (
          <MeaningBadge meaning="fine" word={`Kernel, cgroup ${cgroups}`} quiet />
        ),
      note: watched.length > 0 ? `Kept by watching: ${watched.join(", ")}.` : undefined,
    },
    {
      name: "Launcher",
      value:
        about["launcher"] === "native" ? (
          <MeaningBadge meaning="fine" word="Native" quiet />
        ) : (
          <MeaningBadge meaning="fine" word="Perl with bubblewrap" quiet />
        ),
    },
    ...notes.map((note, index) => ({ name: index === 0 ? "Notes" : "", value: note })),
  ];
  return <Facts rows={rows} />;
}
