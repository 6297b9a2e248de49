import { api } from "../api/client.ts";
import { dropFrameToken } from "../api/session.ts";
import { dropDrafts } from "../parts/config-form/draft.ts";

/** Ends the session on the server and leaves nothing of it in the page. */
export async function signOut(): Promise<void> {
  await api.send("DELETE", "/v1/sessions/current").catch(() => undefined);
  dropFrameToken();
  sessionStorage.clear();
  dropDrafts(localStorage);
  location.assign("/sign-in");
}
