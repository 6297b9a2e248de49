import { tell } from "./host-page.ts";

/** Tells the host's page how high this one is, whenever that changes. */
export function tellSize(): void {
  const size = new ResizeObserver(() => tell({ stoa: "size", height: Math.ceil(document.body.getBoundingClientRect().height) }));
  size.observe(document.body);
}
