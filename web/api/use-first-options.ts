import type { InstallationView } from "@stoa/contract";
import { useEffect, useMemo, useRef } from "react";
import { missingLists } from "../parts/config-form/fill-options.ts";
import type { FormSchema } from "../parts/config-form/schema-types.ts";
import { useOptionLists, type FormOptions } from "./use-option-lists.ts";

/**
 * The choices of an installation's form. With its accounts connected, or with all it needs filled in where it has none, the program can say them, so nobody has to press for the first ones:
 * it is asked as soon as a page uses this, which the page before the form does too.
 */
export function useFirstOptions(
  placeApi: string,
  { id, form, accounts, state, ready }: InstallationView,
): FormOptions & { wanted: boolean; canSay: boolean } {
  const wanted = useMemo(() => missingLists(form.schema as FormSchema, {}).length > 0, [form]);
  const options = useOptionLists(placeApi, id, wanted);
  const { unasked, refresh } = options;
  const asked = useRef(false);
  const linked = accounts.every(({ optional, connectionId }) => optional || connectionId !== null);
  const canSay = state !== "removed" && (accounts.length > 0 ? linked : ready);
  useEffect(() => {
    if (!unasked || !canSay || asked.current) return;
    asked.current = true;
    refresh();
  }, [unasked, canSay, refresh]);
  return { ...options, wanted, canSay };
}
