import { ActionIcon } from "@mantine/core";
import { CheckIcon, CopyIcon } from "./icons.ts";
import { useCopy } from "./use-copy.ts";
import { Tip } from "./tip.tsx";
import { t } from "../words/t.ts";

/** Copies `text`; `label` says what ("Copy the key"). */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { copied, copy } = useCopy();
  return (
    <Tip label={copied ? t("Copied") : label}>
      <ActionIcon size="sm" aria-label={label} onClick={() => copy(text)}>
        {copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
      </ActionIcon>
    </Tip>
  );
}
