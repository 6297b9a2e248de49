import { UPDATE_CORE, type Middleware } from "@jsonforms/core";
import { useCallback, useRef, type RefObject } from "react";

/**
 * What JSON Forms holds is the newest that was typed. What it is given back is older by a moment: taken over, it undoes the letters typed in
 * between. So its own data stays; only a new mount, after a discard, begins with what it is given.
 */
export function useTyped<Values>(first: Values): { typed: RefObject<Values>; keepTyped: Middleware } {
  const typed = useRef(first);
  const keepTyped = useCallback<Middleware>((state, action, reduce) => {
    const next = reduce(state, action.type === UPDATE_CORE ? { ...action, data: state.data as unknown } : action);
    typed.current = next.data as Values;
    return next;
  }, []);
  return { typed, keepTyped };
}
