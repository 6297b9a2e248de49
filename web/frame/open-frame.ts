import type { EmbedSettings } from "@stoa/contract";
import { readLanguages } from "../api/session.ts";
import { readMeAhead } from "../places/use-me.ts";
import { queryClient } from "../query-client.ts";
import { setLanguage } from "../words/language.ts";
import { followRoute } from "./follow-route.ts";
import { hearHost, settingsOfHost, tellEvent } from "./host-page.ts";
import { showSeen } from "./show-seen.ts";
import { tellSize } from "./tell-size.ts";

/** Meets the host's page: settles when it has said how this one is to look and speak. */
export async function openFrame(): Promise<void> {
  showSeen();
  const settings = await settingsOfHost();
  // Who is here is asked while the words come: the first page waits for both.
  const signedIn = readLanguages();
  void signedIn.then(() => readMeAhead(queryClient));
  await setLanguage(settings.language, settings.words);
  const { chosen, ofHost = settings.language } = await signedIn;
  // A host's own words are in its own language.
  if (chosen !== undefined && chosen !== ofHost) await setLanguage(chosen);
  else if (ofHost !== settings.language) await setLanguage(ofHost, settings.words);
  hearHost((said) => {
    // Texts are read when pages load, so other words need another load; the host's page greets it as before.
    if (said.stoa === "settings" && spokenIn(said) !== spokenIn(settings)) location.reload();
  });
  tellSize();
  followRoute();
  tellEvent({ type: "ready" });
}

function spokenIn({ language, guessed, words }: EmbedSettings): string {
  return JSON.stringify([language, guessed, words]);
}
