import type { MantineColorScheme, MantineColorSchemeManager } from "@mantine/core";

let kept: MantineColorScheme | undefined;

/** In a frame the host decides the scheme, and a browser may refuse us any storage. */
export const schemeInMemory: MantineColorSchemeManager = {
  get: (byDefault) => kept ?? byDefault,
  set: (scheme) => {
    kept = scheme;
  },
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => {
    kept = undefined;
  },
};
