/** Where in the browser: the product's page, the marketplace in it, or the window of a provider that it opened. */
export type Where = "page" | "frame" | "window";

/** A browser as a person sees it; parts are named by XPath, which every driver speaks. Each waits for its part, `patienceMs` at most. */
export interface Surface {
  open(url: string): Promise<void>;
  see(where: Where, xpath: string): Promise<void>;
  press(where: Where, xpath: string): Promise<void>;
  type(where: Where, xpath: string, text: string): Promise<void>;
  /** A PNG of the product's page as it stands. */
  picture(path: string): Promise<void>;
  /** The words that stand in the marketplace. */
  words(): Promise<string>;
  close(): Promise<void>;
}

// For a machine that does several things at once; on a quiet one nothing comes near it.
export const patienceMs = 60_000;

const says = (text: string): string => `[contains(normalize-space(.), ${quoted(text)})]`;
const quoted = (text: string): string => `"${text}"`;

const is = (text: string): string => `[normalize-space(.)=${quoted(text)}]`;

export const button = (text: string): string => `//button${is(text)}`;
export const link = (text: string): string => `//a${is(text)}`;
export const tile = (text: string): string => `//a${says(text)}`;
export const option = (text: string): string => `//*[@role="option"]${says(text)}`;
export const words = (text: string): string => `//body//*[text()${says(text)}]`;
export const field = (label: string): string =>
  `//*[(self::input or self::textarea) and (@id=//label${says(label)}/@for or @aria-label=${quoted(label)} or contains(translate(@placeholder,"LPE","lpe"), ${quoted(label)}))]`;
