interface Connection {
  saveData?: boolean;
}

/** Does what may be of use later, once the page has nothing else to do; never for people who save their data. */
export function whenIdle(work: () => unknown): void {
  if (typeof window === "undefined") return;
  const { connection } = navigator as Navigator & { connection?: Connection };
  if (connection?.saveData === true) return;
  const idle = (): unknown => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 200));
  if (document.readyState === "complete") idle();
  else window.addEventListener("load", idle, { once: true });
}
