import { useEffect, useRef, type RefObject } from "react";
import type { FormProblem } from "./config-form.tsx";

const marked = '[data-refused], [aria-invalid="true"]';
const takesKeys = "input, textarea, select, button";

/** Brings the first field that was refused into view, with the cursor in it: it may stand far above the button that was pressed. */
export function useGoToProblem(problems: readonly FormProblem[]): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!problems.some(({ path }) => path !== "")) return undefined;
    return onceThere(() => form.current?.querySelector(marked), goTo);
  }, [problems]);
  return form;
}

/** To one field of a form by its name. */
export function goToField(form: HTMLFormElement | null, name: string): void {
  const found = form?.querySelector(`[data-field="${CSS.escape(name)}"]`) ?? form?.querySelector(marked);
  if (found) goTo(found);
}

function goTo(found: Element): void {
  found.scrollIntoView({ block: "center" });
  const field = found.matches(takesKeys) ? found : found.querySelector(takesKeys);
  if (field instanceof HTMLElement) field.focus({ preventScroll: true });
}

/** A form draws its fields, and what is wrong with them, a while after its page. @returns how to give up */
export function onceThere(find: () => Element | null | undefined, act: (found: Element) => void): () => void {
  let left = 40;
  const timer = setInterval(() => {
    const found = find();
    if (!found && --left > 0) return;
    clearInterval(timer);
    if (found) act(found);
  }, 50);
  return () => clearInterval(timer);
}
