import { useMe } from "./use-me.ts";

/** Where what somebody typed is kept: by who typed it, since others of the same customer use the same browser. */
export function useDraftKey(of: string): string {
  return `${useMe().data?.person?.id ?? ""}.${of}`;
}
