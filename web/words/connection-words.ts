import type { ConnectionView, ProviderKind } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";
import { t } from "./t.ts";

/** What a connection's state means and how it is said. */
export const connectionStates = {
  connected: { meaning: "fine", word: t("Connected") },
  needs_reauth: { meaning: "needs", word: t("Connect again") },
  disconnecting: { meaning: "waiting", word: t("Disconnecting") },
  disconnected: { meaning: "waiting", word: t("Disconnected") },
} as const satisfies Record<ConnectionView["state"], { meaning: Meaning; word: string }>;

/** Texts of the pages of connections. */
export const connectionWords = {
  title: t("Connections"),
  line: t("Accounts you have connected, and what uses them. Their keys and passwords are kept encrypted; nobody is shown them again."),
  none: t("No account is connected yet"),
  noneText: t(
    "Some integrations connect an account while you set them up; it stands here from then on. Others ask for a key or password in their settings instead.",
  ),
  connect: (provider: string) => t("Connect {provider}", { provider }),
  connectOther: t("Connect another account"),
  connectAgain: t("Connect again"),
  use: (account: string) => t("Use {account}", { account }),
  opens: (provider: string) => t("A window of {provider} opens. Sign in there and allow it, then come back here.", { provider }),
  waits: (provider: string) => t("Waiting for you in the window of {provider}.", { provider }),
  blocked: t("Your browser did not open the window."),
  openHere: t("Open it here"),
  expired: t("Nobody came back in time. Press Connect again."),
  asksFor: t("It asks for"),
  asksNothing: t("It asks for no particular rights."),
  missing: t("It cannot be connected yet"),
  colleague: t("Somebody else holds the account?"),
  makeLink: t("Make a link for them"),
  linkText: t("Send them this link. It works once, within three days, and they need no sign-in here."),
  typeCode: (address: string) => t("Open {address} on any device and type this code.", { address }),
  test: t("Try it"),
  works: t("It works"),
  disconnect: t("Disconnect"),
  rename: t("Rename"),
  optional: t("optional"),
  tryAndSave: t("Try it and save"),
  where: t("Where you find it"),
} as const;

export const providerKinds: Record<ProviderKind, string> = {
  "oauth-code": "Customers sign in there and allow it",
  "client-credentials": "A client id and secret",
  "device-code": "Customers type a code there",
  "api-key": "Customers enter a key",
  basic: "Customers enter a user and password",
  custom: "Customers enter what it asks for",
};
