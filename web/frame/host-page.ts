import type { EmbedEvent, EmbedSettings, FromFrame, ToFrame } from "@stoa/contract";

/** True when another product shows this page in a frame, where cookies of ours cannot be relied on. */
export const inFrame = window.self !== window.top;

type Listener = (message: ToFrame) => void;

const greeted = Promise.withResolvers<EmbedSettings>();
const listeners = new Set<Listener>();
const asked = new Map<number, PromiseWithResolvers<string>>();
let origin: string | undefined;
let settings: EmbedSettings | undefined;
let asks = 0;

/**
 * The page that holds the frame, as the browser vouches for it. Only registered origins can frame us (`frame-ancestors`), so whoever
 * greets first from above is one of them; from then on nobody else is heard or told anything.
 */
function hear(message: MessageEvent<unknown>): void {
  if (message.source !== window.parent || (origin !== undefined && message.origin !== origin)) return;
  const said = message.data as Partial<ToFrame> | null;
  if (typeof said !== "object" || said === null || typeof said.stoa !== "string") return;
  if (origin === undefined && said.stoa !== "hello") return;
  origin = message.origin;
  take(said as ToFrame);
}

function take(said: ToFrame): void {
  if (said.stoa === "hello" || said.stoa === "settings") {
    settings = said;
    greeted.resolve(said);
  }
  if (said.stoa === "token") asked.get(said.ask)?.resolve(said.token);
  if (said.stoa === "no-token") asked.get(said.ask)?.reject(new Error(said.what));
  for (const listener of listeners) listener(said);
}

if (inFrame) window.addEventListener("message", hear);

/** Settles when the host's page has said how it wants this page to be; never outside a frame. */
export function settingsOfHost(): Promise<EmbedSettings> {
  return greeted.promise;
}

/** What the host's page last decided; undefined before, and outside a frame. */
export function settingsNow(): EmbedSettings | undefined {
  return settings;
}

/** Where the host's page stands, once it has greeted; undefined before, and outside a frame. */
export function originOfHost(): string | undefined {
  return origin;
}

/** Hears every message of the host's page. @returns the end of it */
export function hearHost(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A fresh sign-in token from the host. @throws Error with the host's reason */
export async function askToken(): Promise<string> {
  await greeted.promise;
  const ask = ++asks;
  const waiting = Promise.withResolvers<string>();
  asked.set(ask, waiting);
  tell({ stoa: "ask-token", ask });
  return waiting.promise.finally(() => asked.delete(ask));
}

export function tellEvent(event: EmbedEvent): void {
  tell({ stoa: "event", event });
}

/** Says something to the host's page, and to no other page that might stand in its place. */
export function tell(message: FromFrame): void {
  if (origin !== undefined) window.parent.postMessage(message, origin);
}
