import { useCallback, useState } from "react";
import { draftStore } from "./draft-store.ts";
import { dropDraft, readDraft, writeDraft, type Draft } from "./draft.ts";

type Values = Readonly<Record<string, unknown>>;

export interface DraftState {
  values: Values;
  /** The draft these values began with, when the page was loaded with one. */
  found: Draft | undefined;
  changed: boolean;
  /** Raised when the values are put back, so that what draws them begins anew. */
  round: number;
  change: (values: Values) => void;
  /** Back to what is saved. */
  discard: () => void;
  /** Forgets the draft, after a save. */
  forget: () => void;
}

/** A form's values, kept over a reload as long as they are not saved. */
export function useDraft(key: string, saved: Values, secrets: readonly string[]): DraftState {
  const [found, setFound] = useState(() => readDraft(draftStore, key));
  const [values, setValues] = useState<Values>(() => (found ? { ...saved, ...found.values } : saved));
  const [round, setRound] = useState(0);
  const changed = JSON.stringify(values) !== JSON.stringify(saved);
  const change = useCallback(
    (next: Values) => {
      setValues(next);
      if (JSON.stringify(next) === JSON.stringify(saved)) dropDraft(draftStore, key);
      else writeDraft(draftStore, key, next, secrets, Date.now());
    },
    [key, saved, secrets],
  );
  const forget = useCallback(() => {
    dropDraft(draftStore, key);
    setFound(undefined);
  }, [key]);
  const discard = useCallback(() => {
    forget();
    setValues(saved);
    setRound((before) => before + 1);
  }, [forget, saved]);
  return { values, found, changed, round, change, discard, forget };
}
