/** What a publisher's page in its frame and Stoa's page around it say to each other by postMessage. */
export interface PageFacts {
  stoa: "facts";
  name: string;
  language: "en" | "de";
  theme: PageTheme;
  /** What the customer entered, without the fields that are secret. */
  settings: Readonly<Record<string, unknown>>;
  health: { state: "fine" | "running" | "waiting" | "needs" | "failed"; sentence: string };
  /** The newest first. */
  runs: readonly PageRun[];
  /** What the page may ask for with this reader. */
  may: readonly PageAsk["stoa"][];
}

export interface PageTheme {
  scheme: "light" | "dark";
  /** Colours as CSS writes them. */
  page: string;
  text: string;
  quiet: string;
  line: string;
  accent: string;
  onAccent: string;
  font: string;
  /** Corners, such as `6px`. */
  radius: string;
}

export interface PageRun {
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  queuedAt: string;
  endedAt: string | null;
  /** Its verdict. */
  sentence: string | null;
  counts: { created: number; updated: number; skipped: number; failed: number };
}

/** What the customer is asked in the page's name, and answers outside the frame. */
export type PageAsk = { stoa: "run" } | { stoa: "settings" };

/** From the page: it is there and wants to be told, how high it is, and what it asks for. */
export type FromPage = { stoa: "hello" } | { stoa: "height"; height: number } | PageAsk;

/** How many runs a page is told. */
export const pageRuns = 50;
