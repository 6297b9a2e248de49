import { useCallback, useState } from "react";
import { draftStore } from "./draft-store.ts";
import { dropDraft, readDraft, writeDraft, type Draft } from "./draft.ts";
import { sameValues } from "./same-values.ts";

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
  /** Forgets the draft, after a save. `kept`: what was saved, however the server writes it down. */
  forget: (kept?: Values) => void;
}

/** A draft that says what is saved is none. */
const unsaved = (draft: Draft | undefined, saved: Values): Draft | undefined =>
  draft && sameValues({ ...saved, ...draft.values }, saved) ? undefined : draft;

/** A form's values, kept over a reload as long as they are not saved. */
export function useDraft(key: string, saved: Values, secrets: readonly string[]): DraftState {
  const [found, setFound] = useState(() => unsaved(readDraft(draftStore, key), saved));
  const [values, setValues] = useState<Values>(() => (found ? { ...saved, ...found.values } : saved));
  const [round, setRound] = useState(0);
  const [sent, setSent] = useState<Values>();
  const changed = !sameValues(values, saved) && (sent === undefined || !sameValues(values, sent));
  const change = useCallback(
    (next: Values) => {
      setValues(next);
      if (sameValues(next, saved)) dropDraft(draftStore, key);
      else writeDraft(draftStore, key, next, secrets, Date.now());
    },
    [key, saved, secrets],
  );
  const forget = useCallback(
    (kept?: Values) => {
      dropDraft(draftStore, key);
      setFound(undefined);
      setSent(kept);
    },
    [key],
  );
  const discard = useCallback(() => {
    forget();
    setValues(saved);
    setRound((before) => before + 1);
  }, [forget, saved]);
  return { values, found, changed, round, change, discard, forget };
}
