import { useEffect, useMemo } from "react";
import { LogBuffer } from "../parts/log-viewer/log-buffer.ts";
import { LogViewer } from "../parts/log-viewer/log-viewer.tsx";
import { longLog, sampleLog } from "./samples.ts";

const lineHref = (line: number) => `?line=${line}`;

export function LogSamples() {
  const ended = useMemo(sampleLog, []);
  const live = useMemo(() => longLog(Number(new URLSearchParams(location.search).get("lines") ?? 50_000)), []);
  const empty = useMemo(() => new LogBuffer(), []);
  useEffect(() => {
    let count = 0;
    const timer = setInterval(() => {
      if (count++ < 40) live.append([{ stream: "out", at: Date.now(), text: `live line ${count}` }]);
    }, 250);
    return () => clearInterval(timer);
  }, [live]);
  return (
    <div style={{ display: "grid", gap: 24, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <LogViewer buffer={ended} name="run-sample" line={13} lineHref={lineHref} errorLine={13} height="320px" />
      <LogViewer buffer={live} name="run-live" height="240px" />
      <LogViewer buffer={empty} name="run-empty" height="80px" />
    </div>
  );
}
