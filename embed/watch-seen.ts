/** Tells which part of an element the window shows whenever that changes, at most once a frame. @returns the end of it */
export function watchSeen(element: Element, tell: (top: number, height: number) => void): () => void {
  let waiting = 0;
  let last = "";
  const measure = (): void => {
    waiting = 0;
    const box = element.getBoundingClientRect();
    const top = Math.max(0, -box.top);
    const end = Math.min(box.bottom, window.innerHeight);
    const height = Math.max(0, uncovered(element, box, end) - Math.max(box.top, 0));
    const now = `${top} ${height}`;
    if (now !== last) tell(Math.round(top), Math.round(height));
    last = now;
  };
  const soon = (): void => {
    waiting ||= requestAnimationFrame(measure);
  };
  const size = new ResizeObserver(soon);
  size.observe(element);
  // Scrolling of any box above the element counts, so it is heard on the way down.
  window.addEventListener("scroll", soon, { capture: true, passive: true });
  window.addEventListener("resize", soon);
  soon();
  return () => {
    cancelAnimationFrame(waiting);
    size.disconnect();
    window.removeEventListener("scroll", soon, { capture: true });
    window.removeEventListener("resize", soon);
  };
}

/** Where a bar of the host's page that lies over the element's lower end begins; `end` where there is none. */
function uncovered(element: Element, { left, width }: DOMRect, end: number): number {
  const over = document.elementFromPoint(left + width / 2, end - 1);
  if (!over || over === element || over.contains(element)) return end;
  for (let one: Element | null = over; one; one = one.parentElement) {
    const { position } = getComputedStyle(one);
    if (position === "fixed" || position === "sticky") return Math.min(end, one.getBoundingClientRect().top);
  }
  return end;
}
