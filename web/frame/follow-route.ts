import { router } from "../router.tsx";
import { hearHost, tellEvent } from "./host-page.ts";

const base = "/shop";

/** Keeps the host's page and the page here at the same path. */
export function followRoute(): void {
  router.subscribe("onResolved", ({ toLocation }) => {
    const query = new URLSearchParams(toLocation.searchStr);
    query.delete("side");
    const path = toLocation.pathname.slice(base.length) || "/";
    if (toLocation.pathname.startsWith(base))
      tellEvent({ type: "route", path: `${path}${query.size > 0 ? `?${query.toString()}` : ""}`, title: document.title });
  });
  hearHost((said) => {
    if (said.stoa === "go" && /^\/(?!\/)/.test(said.path)) void router.navigate({ href: `${base}${said.path}` });
  });
}
