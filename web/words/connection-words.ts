import type { ConnectionView, ProviderKind } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";

/** What a connection's state means and how it is said. */
export const connectionStates = {
  connected: { meaning: "fine", word: "Connected" },
  needs_reauth: { meaning: "needs", word: "Connect again" },
  disconnecting: { meaning: "waiting", word: "Disconnecting" },
  disconnected: { meaning: "waiting", word: "Disconnected" },
} as const satisfies Record<ConnectionView["state"], { meaning: Meaning; word: string }>;

/** Texts of the pages of connections, together so that they can be said in other languages. */
export const connectionWords = {
  title: "Connections",
  line: "Accounts you have connected, and what uses them. Their secrets are sealed; nobody is shown them again.",
  none: "Nothing is connected yet",
  noneText: "When you set an integration up, the accounts it needs are connected there, and stand here from then on.",
  connect: (provider: string) => `Connect ${provider}`,
  connectOther: "Connect another account",
  connectAgain: "Connect again",
  use: (account: string) => `Use ${account}`,
  opens: (provider: string) => `A window of ${provider} opens. Sign in there and allow it, then come back here.`,
  waits: (provider: string) => `Waiting for you in the window of ${provider}.`,
  blocked: "Your browser did not open the window.",
  openHere: "Open it here",
  expired: "Nobody came back in time. Press Connect again.",
  asksFor: "It asks for",
  asksNothing: "It asks for no particular rights.",
  missing: "It cannot be connected yet",
  colleague: "Somebody else holds the account?",
  makeLink: "Make a link for them",
  linkText: "Send them this link. It works once, within three days, and they need no sign-in here.",
  typeCode: (address: string) => `Open ${address} on any device and type this code.`,
  test: "Try it",
  works: "It works",
  disconnect: "Disconnect",
  rename: "Rename",
  optional: "if you like",
  tryAndSave: "Try it and save",
  where: "Where you find it",
} as const;

export const providerKinds: Record<ProviderKind, string> = {
  "oauth-code": "Customers sign in there and allow it",
  "client-credentials": "A client id and secret",
  "device-code": "Customers type a code there",
  "api-key": "Customers enter a key",
  basic: "Customers enter a user and password",
  custom: "Customers enter what it asks for",
};
