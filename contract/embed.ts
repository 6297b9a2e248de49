/** What `<stoa-marketplace>` in a host's page and Stoa's page in its frame say to each other by postMessage, always with exact origins. */

export const embedViews = ["market", "install", "connect", "runs", "suggest"] as const;
/** The whole marketplace, or one errand of it without the way to the rest. */
export type EmbedView = (typeof embedViews)[number];

export const embedLanguages = ["en", "de"] as const;
export type EmbedLanguage = (typeof embedLanguages)[number];

/** How the marketplace looks in a host's page; what is missing is taken from the look the host saved in its console. */
export interface EmbedTheme {
  /** `#rrggbb`; text in it and on it is kept readable. */
  accent?: string;
  accentDark?: string;
  /** A font family the reader's machine has. */
  font?: string;
  /** Corners in px, 0 to 16. */
  radius?: number;
  density?: "roomy" | "compact";
  /** `auto` follows the reader's system. */
  scheme?: "light" | "dark" | "auto";
}

/** Everything the host's page decides about the page in its frame. */
export interface EmbedSettings {
  view: EmbedView;
  language: EmbedLanguage;
  /** The page does not say which: it is the browser's, and what the host's token says goes before. */
  guessed: boolean;
  theme: EmbedTheme;
  /** The host's own words for keys of the catalogue, in the language shown. */
  words: Readonly<Record<string, string>>;
  /** True on a test side: faults are told with reason and fix, for the host's developers. */
  explain: boolean;
}

/** What happened in the frame, for the host's page. Ids are those of the API. */
export type EmbedEvent =
  | { type: "ready" }
  | { type: "route"; path: string; title: string }
  | { type: "installed"; installationId: string; listingId: string }
  | { type: "configured"; installationId: string }
  | { type: "connected"; connectionId: string; installationId: string | null }
  | { type: "run-started"; runId: string; installationId: string }
  | { type: "run-succeeded"; runId: string; installationId: string }
  | { type: "run-failed"; runId: string; installationId: string; failure: string | null }
  | { type: "uninstalled"; installationId: string }
  | { type: "error"; code: string; what: string };
export type EmbedEventType = EmbedEvent["type"];

/** From the host's page into the frame. */
export type ToFrame =
  | ({ stoa: "hello" } & EmbedSettings)
  | ({ stoa: "settings" } & EmbedSettings)
  | { stoa: "token"; ask: number; token: string }
  | { stoa: "no-token"; ask: number; what: string }
  | { stoa: "seen"; top: number; height: number }
  | { stoa: "go"; path: string };

/** From the frame to the host's page. */
export type FromFrame = { stoa: "ask-token"; ask: number } | { stoa: "size"; height: number } | { stoa: "event"; event: EmbedEvent };
