import type { Returned } from "@stoa/contract";
import { createClient } from "@stoa/sdk";
import { tellOpener } from "../connections/begun-here.ts";

let handed: Promise<Returned> | undefined;

/** What a provider put into the address is handed over, once, and taken out of it; the page that opened this window is told as soon as it is answered. */
export function handOver(): Promise<Returned> {
  handed ??= send();
  return handed;
}

// Nobody is signed in here, and no frame is around it: the state and this browser's cookie are the proof.
async function send(): Promise<Returned> {
  const query = location.search;
  history.replaceState(null, "", location.pathname);
  const returned = await createClient({ url: "" }).send<Returned>("POST", "/v1/connect/return", { query });
  tellOpener();
  return returned;
}
