import assert from "node:assert/strict";
import type { FrameLocator, Locator, Page } from "playwright-core";

type Pressed = "link" | "button" | "menuitem" | "option";

/** How a person works a page: with a mouse, or with the keyboard alone. */
export interface Hands {
  press(where: Page | FrameLocator, role: Pressed, name: string | RegExp): Promise<void>;
  /** Types over what the field holds. */
  type(where: Page | FrameLocator, label: string, text: string): Promise<void>;
  /** Takes one of a field's choices. */
  choose(where: Page | FrameLocator, label: string, choice: string): Promise<void>;
}

const part = (where: Page | FrameLocator, role: Pressed, name: string | RegExp): Locator =>
  where.getByRole(role, { name, ...(typeof name === "string" ? { exact: true } : {}) }).first();
const field = (where: Page | FrameLocator, label: string): Locator =>
  where
    .getByRole("textbox", { name: label })
    .or(where.getByRole("combobox", { name: label }))
    .or(where.getByRole("searchbox", { name: label }))
    .first();

export const mouse: Hands = {
  press: (where, role, name) => part(where, role, name).click(),
  type: (where, label, text) => field(where, label).fill(text),
  async choose(where, label, choice) {
    await field(where, label).click();
    await part(where, "option", choice).click();
  },
};

/** Nothing but keys, pressed on the page as a whole: what they reach is what has the focus. */
export function keyboardOf(page: Page): Hands {
  const { keyboard } = page;
  return {
    async press(where, role, name) {
      // Within a menu the arrow keys go from one to the next.
      await reach(page, part(where, role, name), role === "menuitem" ? "ArrowDown" : "Tab");
      await keyboard.press("Enter");
    },
    async type(where, label, text) {
      await reach(page, field(where, label), "Tab");
      await keyboard.press("Control+A");
      await keyboard.type(text);
    },
    async choose(where, label, choice) {
      await reach(page, field(where, label), "Tab");
      const option = part(where, "option", choice);
      await keyboard.press("ArrowDown");
      await option.waitFor();
      for (let steps = 0; steps < 20; steps++) {
        if (await isMarked(option)) return keyboard.press("Enter");
        await keyboard.press("ArrowDown");
      }
      assert.fail(`${choice} cannot be reached by the arrow keys`);
    },
  };
}

const isMarked = async (option: Locator): Promise<boolean> => (await option.getAttribute("data-combobox-selected")) !== null;

interface Focused {
  document: { activeElement: unknown; hasFocus(): boolean };
}

// A real function: Playwright does not call one that is given as text.
const hasFocus = (part: Locator): Promise<boolean> =>
  part.evaluate((element: unknown) => {
    const { document } = globalThis as unknown as Focused;
    return document.hasFocus() && document.activeElement === element;
  });

/** Presses a key until it has the focus. */
async function reach(page: Page, wanted: Locator, key: "Tab" | "ArrowDown"): Promise<void> {
  await wanted.waitFor();
  for (let steps = 0; steps < 100; steps++) {
    if (await hasFocus(wanted)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${String(wanted)} cannot be reached by ${key}`);
}
