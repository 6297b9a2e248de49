import { api } from "../api/client.ts";
import { dropFrameToken } from "../api/session.ts";

/** Ends the session on the server and leaves nothing of it in the page. */
export async function signOut(): Promise<void> {
  await api.send("DELETE", "/v1/sessions/current").catch(() => undefined);
  dropFrameToken();
  sessionStorage.clear();
  location.assign("/sign-in");
}
