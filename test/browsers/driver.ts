/** A browser that runs scripts in a page and in the marketplace's frame; the least that every engine's driver can do. */
export interface Driver {
  open(url: string): Promise<void>;
  /** Runs the body of a function in the page. */
  page<T>(body: string): Promise<T>;
  /** And in the frame of the element; undefined while there is none. */
  frame<T>(body: string): Promise<T | undefined>;
  close(): Promise<void>;
}

/** Asks until the answer is something. @throws Error with what was awaited */
export async function until<T>(what: string, ask: () => Promise<T | undefined | null | false>, seconds = 60): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`not seen after ${seconds} s: ${what}`);
    await new Promise((soon) => setTimeout(soon, 200));
  }
}

const bodyOfClick = (name: string): string => `
  const match = [...document.querySelectorAll("a, button")].find((one) => one.textContent.trim().includes(${JSON.stringify(name)}) && !one.disabled);
  match?.click();
  return match !== undefined;`;

/** Presses the link or button with this text in the frame, once it is there. */
export function press(driver: Driver, name: string): Promise<boolean> {
  return until(`“${name}”`, () => driver.frame<boolean>(bodyOfClick(name)));
}

/** Types into the field with this label as a person does: through the element's own setter, told by an event. */
export function fill(driver: Driver, label: string, text: string): Promise<boolean> {
  return until(`the field “${label}”`, () =>
    driver.frame<boolean>(`
      const named = [...document.querySelectorAll("label")].find((one) => one.textContent.includes(${JSON.stringify(label)}));
      const field = named && document.getElementById(named.htmlFor);
      if (!field) return false;
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, ${JSON.stringify(text)});
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      return field.value === ${JSON.stringify(text)};`),
  );
}
