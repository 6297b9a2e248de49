import { useNavigate } from "@tanstack/react-router";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Dialog } from "../dialog.tsx";
import { SearchIcon } from "../icons.ts";
import { matchItems, type PaletteItem } from "./palette-match.ts";
import styles from "./command-palette.module.css";

interface CommandPaletteProps {
  open: boolean;
  onClose: () => void;
  /** Acts and places known beforehand. */
  items: readonly PaletteItem[];
  /** Looks for objects by what is typed; asked 150 ms after the last key. */
  findObjects?: ((query: string, signal: AbortSignal) => Promise<readonly PaletteItem[]>) | undefined;
}

/** Ctrl-K: finds any object and any action. */
export function CommandPalette(props: CommandPaletteProps) {
  return (
    <Dialog open={props.open} title="Find anything" place="top" onClose={props.onClose}>
      {props.open ? <Palette {...props} /> : null}
    </Dialog>
  );
}

function Palette({ items, findObjects, onClose }: CommandPaletteProps) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const navigate = useNavigate();
  const found = useObjects(query, findObjects);
  const shown = useMemo(() => [...matchItems(query, items), ...found], [query, items, found]);
  const choose = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    if (item.href) void navigate({ to: item.href });
    else item.act?.();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((at + step + shown.length) % Math.max(1, shown.length));
    }
    if (event.key === "Enter") choose(shown[at]);
  };
  return (
    <>
      <div className={styles.field}>
        <SearchIcon size={18} aria-hidden />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={shown[at] ? `${listId}-${at}` : undefined}
          aria-label="Find an object or an action"
          placeholder="Find an object or an action"
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKey}
        />
        <kbd>esc</kbd>
      </div>
      <Results id={listId} items={shown} at={at} onPoint={setAt} onChoose={choose} />
    </>
  );
}

interface ResultsProps {
  id: string;
  items: readonly PaletteItem[];
  at: number;
  onPoint: (index: number) => void;
  onChoose: (item: PaletteItem) => void;
}

function Results({ id, items, at, onPoint, onChoose }: ResultsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [at]);
  if (items.length === 0) return <p className={styles.none}>Nothing has these words. Ids are found by their last six letters.</p>;
  return (
    <div id={id} ref={list} role="listbox" aria-label="Found" className={styles.list}>
      {items.map((item, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- The focus stays in the combobox, whose Enter chooses the selected option.
        <div
          key={item.key}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={styles.item}
          onPointerMove={() => onPoint(index)}
          onClick={() => onChoose(item)}
        >
          <span className={styles.title}>{item.title}</span>
          <span className={styles.kind}>{item.kind}</span>
        </div>
      ))}
    </div>
  );
}

const none: readonly PaletteItem[] = [];

function useObjects(query: string, findObjects: CommandPaletteProps["findObjects"]): readonly PaletteItem[] {
  const [found, setFound] = useState(none);
  useEffect(() => {
    if (!findObjects || query.trim().length < 2) {
      setFound(none);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      findObjects(query.trim(), stop.signal).then(setFound, () => setFound(none));
    }, 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query, findObjects]);
  return found;
}
