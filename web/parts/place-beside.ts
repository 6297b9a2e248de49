type Edge = "bottom-start" | "bottom-end" | "top";

const gap = 4;
const margin = 8;

/** Puts a box of the top layer beside what it belongs to, within the window: on the other side where this one has no room. */
export function placeBeside(box: HTMLElement, anchor: Element, edge: Edge): void {
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const { clientWidth, clientHeight } = document.documentElement;
  const start = edge === "bottom-start" ? left : edge === "bottom-end" ? right - width : (left + right - width) / 2;
  const above = top - gap - height;
  const below = bottom + gap;
  const isAbove = edge === "top" ? above >= margin : below + height > clientHeight - margin && above >= margin;
  box.style.left = `${Math.max(margin, Math.min(start, clientWidth - width - margin))}px`;
  box.style.top = `${isAbove ? above : below}px`;
}
