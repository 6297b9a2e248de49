import { useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import type { FormProblem } from "./config-form.tsx";
import { onceThere } from "./go-to-problem.ts";
import { t } from "../../words/t.ts";

/** Fields the address names, `?fields=api_key`, because a run was refused over them, to be marked; `*` brings the form alone into view. */
export function useRefusedFields(): FormProblem[] {
  const { fields }: { fields?: unknown } = useSearch({ strict: false });
  const names = typeof fields === "string" ? fields : "";
  useEffect(() => {
    if (names !== "*") return undefined;
    return onceThere(
      () => document.querySelector("form"),
      (found) => found.scrollIntoView({ block: "start" }),
    );
  }, [names]);
  return useMemo(
    () =>
      names
        .split(",")
        .filter((name) => /^[\w-]{1,64}$/.test(name))
        .map((name) => ({ path: `/${name}`, message: t("The last run failed with this; enter a corrected one.") })),
    [names],
  );
}
