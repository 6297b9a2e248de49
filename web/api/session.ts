import type { EmbedLanguage, EmbedSessionView } from "@stoa/contract";
import { ApiError, createClient, keepSession } from "@stoa/sdk";
import { askToken, inFrame, settingsNow } from "../frame/host-page.ts";
import { t } from "../words/t.ts";

const strangers = createClient({ url: "" });
const session = keepSession(() => askToken().then(exchange, refuseWithout));

/**
 * The session's secret inside a frame, where cookies cannot be relied on: in memory only, got for a token of the host's page.
 * Undefined outside a frame. @throws ApiError when the host's token is refused
 */
export async function readFrameToken(): Promise<string | undefined> {
  return inFrame ? session.token() : undefined;
}

/** The language the person chose for themselves, and what the host says; undefined where nobody did, or they are not let in. */
export async function readLanguages(): Promise<{ chosen?: EmbedLanguage | undefined; ofHost?: EmbedLanguage | undefined }> {
  return session.view().then(
    ({ language, pageLanguage }) => ({ chosen: language ?? undefined, ofHost: pageLanguage ?? undefined }),
    () => ({}),
  );
}

/** Leaves the session it had, so that the next request gets another. False outside a frame, where a person has to sign in. */
export function dropFrameToken(): boolean {
  session.drop();
  return inFrame;
}

async function exchange(token: string): Promise<EmbedSessionView> {
  try {
    return await strangers.send<EmbedSessionView>("POST", "/embed/sessions", {
      token,
      language: settingsNow()?.language,
      guessed: settingsNow()?.guessed,
    });
  } catch (error) {
    throw error instanceof ApiError && error.status < 500 ? explained(error) : error;
  }
}

/** Customers of a live side are not shown what only the host's developers can mend; the trace leads there. */
function explained(error: ApiError): ApiError {
  if (settingsNow()?.explain !== false) return error;
  const { code, trace } = error.body;
  return new ApiError(error.status, { code, trace, ...notLetIn() });
}

function refuseWithout(error: unknown): never {
  const why = settingsNow()?.explain === false || !(error instanceof Error) ? {} : { why: error.message };
  throw new ApiError(401, { code: "unauthenticated", trace: "", ...notLetIn(), ...why });
}

const notLetIn = (): { what: string; fix: string } => ({
  what: t("You are not signed in to the marketplace"),
  fix: t("Load your product's page again. If it stays, tell the people who run it."),
});
