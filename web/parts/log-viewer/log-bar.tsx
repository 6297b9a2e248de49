import { ActionIcon, Button, TextInput } from "@mantine/core";
import type { RefObject } from "react";
import { countOf, formatCount } from "../format/count.ts";
import { DownIcon, DownloadIcon, FailedIcon, SearchIcon, UpIcon, WaitingIcon, WrapIcon } from "../icons.ts";
import { CopyLog } from "./copy-log.tsx";
import type { Found } from "./find-in-log.ts";
import type { LogBuffer } from "./log-buffer.ts";
import type { LogMoves } from "./use-log-moves.ts";
import { Tip } from "../tip.tsx";
import { t } from "../../words/t.ts";
import styles from "./log-viewer.module.css";

export interface LogBarProps {
  buffer: LogBuffer;
  size: number;
  query: string;
  found: Found;
  moves: LogMoves;
  wrap: boolean;
  times: boolean;
  onQuery: (query: string) => void;
  onWrap: () => void;
  onTimes: () => void;
  onDownload: () => void;
  field: RefObject<HTMLInputElement | null>;
}

/** Search with counts, jump to the first error, wrap, times, copy, download. */
export function LogBar(props: LogBarProps) {
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <TextInput
          ref={props.field}
          type="search"
          aria-label={t("Search the log")}
          placeholder={t("Search the log")}
          data-page-search
          value={props.query}
          leftSection={<SearchIcon size={16} aria-hidden />}
          onChange={(event) => props.onQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") props.moves.step(event.shiftKey ? -1 : 1);
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
      </div>
      {props.query ? <Hits {...props} /> : null}
      <span className={styles.total} role="status">
        {props.query ? "" : countOf(props.size, "line")}
      </span>
      {props.moves.firstError ? (
        <Button variant="subtle" leftSection={<FailedIcon size={16} />} onClick={props.moves.firstError}>
          {t("First error")}
        </Button>
      ) : null}
      <Toggle label={t("Wrap lines")} on={props.wrap} onClick={props.onWrap} icon={<WrapIcon size={16} />} />
      <Toggle label={t("Show times")} on={props.times} onClick={props.onTimes} icon={<WaitingIcon size={16} />} />
      <CopyLog buffer={props.buffer} />
      <Tip label={t("Download")}>
        <ActionIcon aria-label={t("Download the log")} onClick={props.onDownload}>
          <DownloadIcon size={16} />
        </ActionIcon>
      </Tip>
    </div>
  );
}

function Hits({ found, moves: { hit, step }, size }: LogBarProps) {
  const looking = found.upTo < size;
  return (
    <span className={styles.hits}>
      <span role="status" className="number">
        {found.lines.length === 0 && !looking
          ? t("Not found")
          : `${hit === undefined ? "" : t("{count} of ", { count: formatCount(hit + 1) })}${countOf(found.lines.length, "line")}`}
        {looking ? t(", looking") : found.count > found.lines.length ? t(", {count} times", { count: formatCount(found.count) }) : ""}
      </span>
      <ActionIcon aria-label={t("Previous hit")} disabled={found.lines.length === 0} onClick={() => step(-1)}>
        <UpIcon size={16} />
      </ActionIcon>
      <ActionIcon aria-label={t("Next hit")} disabled={found.lines.length === 0} onClick={() => step(1)}>
        <DownIcon size={16} />
      </ActionIcon>
    </span>
  );
}

function Toggle({ label, on, onClick, icon }: { label: string; on: boolean; onClick: () => void; icon: React.ReactNode }) {
  return (
    <Tip label={label}>
      <ActionIcon aria-label={label} aria-pressed={on} className={styles.toggle} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tip>
  );
}
