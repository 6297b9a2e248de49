import { useMemo, useRef } from "react";
import type { FormProblem } from "./config-form.tsx";
import { isObject } from "./schema-types.ts";

type Values = Readonly<Record<string, unknown>>;

/** Of what the server refused, what still stands there as it was: a field that was changed is not red until it is refused again. */
export function useOpenProblems(problems: readonly FormProblem[], values: Values): readonly FormProblem[] {
  const refused = useRef({ problems, values });
  if (refused.current.problems !== problems) refused.current = { problems, values };
  const { values: before } = refused.current;
  return useMemo(
    () => problems.filter(({ path }) => path === "" || isAsBefore(valueAt(values, path), valueAt(before, path))),
    [problems, values, before],
  );
}

/** A needed field that was empty and is so again was not mended. */
function isAsBefore(now: unknown, before: unknown): boolean {
  return JSON.stringify(now ?? null) === JSON.stringify(before ?? null);
}

function valueAt(values: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((at, name) => (Array.isArray(at) ? (at as unknown[])[Number(name)] : isObject(at) ? at[name] : undefined), values);
}
