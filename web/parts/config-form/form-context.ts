import { createContext, useContext } from "react";

/** What controls need beyond JSON Forms: when each secret was set, and which lists are still being fetched. */
export interface FormContext {
  /** By field: when its secret was set (ISO), or null when it is not. Fields not named here are no secrets. */
  secrets: Readonly<Record<string, string | null>>;
  /** True while the program is asked for its option lists. */
  fetchingLists: boolean;
  /** What the server says of parts of a field, by their path: `/fields/1/target`. */
  inside: Readonly<Record<string, string>>;
}

const context = createContext<FormContext>({ secrets: {}, fetchingLists: false, inside: {} });

export const FormProvider = context.Provider;

export function useFormContext(): FormContext {
  return useContext(context);
}
