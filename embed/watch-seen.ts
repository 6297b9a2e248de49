/** Tells which part of an element the window shows whenever that changes, at most once a frame. @returns the end of it */
export function watchSeen(element: Element, tell: (top: number, height: number) => void): () => void {
  let waiting = 0;
  let last = "";
  const measure = (): void => {
    waiting = 0;
    const box = element.getBoundingClientRect();
    const top = Math.max(0, -box.top);
    const height = Math.max(0, Math.min(box.bottom, window.innerHeight) - Math.max(box.top, 0));
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
