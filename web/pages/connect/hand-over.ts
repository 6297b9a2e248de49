import type { ErrorBody, Returned } from "@stoa/contract";
import { ApiError, createClient } from "@stoa/sdk";
import { tellOpener } from "../connections/begun-here.ts";

declare global {
  interface Window {
    /** What the script in the page itself has handed over before the pages were loaded. */
    stoaHanded?: Promise<Returned>;
  }
}

let handed: Promise<Returned> | undefined;

/** What a provider put into the address is handed over, once, and taken out of it; the page that opened this window is told as soon as it is answered. */
export function handOver(): Promise<Returned> {
  handed ??= window.stoaHanded?.catch(asOwn) ?? send();
  return handed;
}

// Nobody is signed in here, and no frame is around it: the state and this browser's cookie are the proof.
async function send(): Promise<Returned> {
  const query = location.search;
  history.replaceState(null, "", location.pathname);
  const returned = await createClient({ url: "" }).send<Returned>("POST", "/v1/connect/return", { query });
  tellOpener(returned);
  return returned;
}

/** Another build's error is none of this one's class. */
function asOwn(error: unknown): never {
  const { status, body } = error as { status?: number; body?: ErrorBody["error"] };
  throw status !== undefined && body !== undefined ? new ApiError(status, body) : error;
}
