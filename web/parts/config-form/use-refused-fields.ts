import { useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import type { FormProblem } from "./config-form.tsx";
import { t } from "../../words/t.ts";

const marked = '[data-refused], [aria-invalid="true"]';

/** Fields the address names, `?fields=api_key`, because a run was refused over them: marked, and the first brought into view; `*` the form alone. */
export function useRefusedFields(): FormProblem[] {
  const { fields }: { fields?: unknown } = useSearch({ strict: false });
  const names = typeof fields === "string" ? fields : "";
  useEffect(() => {
    if (names === "") return undefined;
    return onceThere(names === "*" ? "form" : marked, (found) => found.scrollIntoView({ block: names === "*" ? "start" : "center" }));
  }, [names]);
  return useMemo(
    () =>
      names
        .split(",")
        .filter((name) => /^[\w-]{1,64}$/.test(name))
        .map((name) => ({ path: `/${name}`, message: t("A run failed over this; enter it again.") })),
    [names],
  );
}

/** A form draws its fields, and what is wrong with them, a while after its page. @returns how to give up */
function onceThere(selector: string, act: (found: Element) => void): () => void {
  let left = 40;
  const timer = setInterval(() => {
    const found = document.querySelector(selector);
    if (!found && --left > 0) return;
    clearInterval(timer);
    if (found) act(found);
  }, 50);
  return () => clearInterval(timer);
}
