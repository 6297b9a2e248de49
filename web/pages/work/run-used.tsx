import type { RunView } from "@stoa/contract";
import { Bytes, Duration } from "../../parts/amounts.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { t } from "../../words/t.ts";

/** Time, processor, memory and bytes of a run. */
export function RunUsed({ usage }: { usage: RunView["usage"] }) {
  const memory = usage.wallMs > 0 ? (usage.memoryKibMs / usage.wallMs) * 1_024 : 0;
  return (
    <Panel title={t("Used")}>
      <Facts
        rows={[
          { name: t("Time"), value: <Duration milliseconds={usage.wallMs} /> },
          { name: t("Processor time"), value: <Duration milliseconds={usage.cpuMicros / 1_000} /> },
          { name: t("Memory"), value: <Bytes bytes={memory} />, note: t("On average while it ran") },
          { name: t("Sent"), value: <Bytes bytes={usage.egressBytes} /> },
          { name: t("Got"), value: <Bytes bytes={usage.ingressBytes} /> },
          { name: t("Kept"), value: <Bytes bytes={usage.storageBytes} />, note: t("Log, and what it remembers for its next run") },
        ]}
      />
    </Panel>
  );
}
