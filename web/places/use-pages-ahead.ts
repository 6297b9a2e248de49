import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { whenIdle } from "../parts/when-idle.ts";

interface Loadable {
  preload?: () => Promise<unknown>;
}

/** Loads the other pages below an address while the first is read, so that going there waits for nothing but what it shows. */
export function usePagesAhead(under: string): void {
  const router = useRouter();
  useEffect(() => {
    const routes = Object.values<{ fullPath: string; options: { component?: unknown } }>(router.routesByPath);
    const pages = routes
      .filter(({ fullPath }) => fullPath.startsWith(under))
      .map(({ options }) => options.component as Loadable | undefined);
    whenIdle(() => void loadEach(pages));
  }, [router, under]);
}

async function loadEach(pages: readonly (Loadable | undefined)[]): Promise<void> {
  for (const page of pages) {
    await page?.preload?.().catch(() => undefined);
    await new Promise<void>((resolve) => whenIdle(() => resolve()));
  }
}
