import { ActionIcon } from "@mantine/core";
import { CheckIcon, CopyIcon } from "../icons.ts";
import { useCopy } from "../use-copy.ts";
import type { LogBuffer } from "./log-buffer.ts";
import { Tip } from "../tip.tsx";
import { t } from "../../words/t.ts";

/** The whole log as it reads, without colours. */
export function logText(buffer: LogBuffer): string {
  const lines: string[] = [];
  for (let index = 0; index < buffer.size; index++) lines.push(buffer.plain(index));
  return `${lines.join("\n")}\n`;
}

export function CopyLog({ buffer }: { buffer: LogBuffer }) {
  const { copied, copy } = useCopy();
  return (
    <Tip label={copied ? t("Copied") : t("Copy the log")}>
      <ActionIcon aria-label={t("Copy the log")} onClick={() => copy(logText(buffer))}>
        {copied ? <CheckIcon size={16} /> : <CopyIcon size={16} />}
      </ActionIcon>
    </Tip>
  );
}
