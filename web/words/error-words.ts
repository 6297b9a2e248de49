import { t } from "./t.ts";

/** What an error of the server's comes to, for readers of another language than the server's own. */
export const errorWords = (): Readonly<Record<string, string>> => ({
  invalid_input: t("Something in it is not as it has to be"),
  forbidden: t("You may not do this"),
  not_found: t("This is not here, or not here any more"),
  conflict: t("It is otherwise by now"),
  gone: t("This is not valid any more"),
  too_large: t("This is too large"),
  refused: t("This was refused"),
  rate_limited: t("That was too often in a short time"),
  internal: t("Something failed here"),
  unavailable: t("This cannot be done at the moment"),
});

export const errorFixes = (): Readonly<Record<string, string>> => ({
  forbidden: t("Ask an owner of your account."),
  conflict: t("Load the page again and look at it once more."),
  rate_limited: t("Wait a moment, then try again."),
  internal: t("Try again; if it stays, ask for help with the number below."),
});
