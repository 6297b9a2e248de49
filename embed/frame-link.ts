import type { EmbedEvent, EmbedSettings, FromFrame, ToFrame } from "@stoa/contract";
import { isEmbedEvent } from "./events.ts";
import type { GetToken } from "./get-token.ts";

export interface FrameLinkOptions {
  frame: HTMLIFrameElement;
  /** Stoa's origin: nothing is heard from, or said to, any other. */
  origin: string;
  getToken: GetToken;
  onEvent(event: EmbedEvent): void;
  onSize(height: number): void;
}

/** The talk with the page in the frame. A message counts only from that very window, while it shows a page of Stoa's origin. */
export class FrameLink {
  readonly #options: FrameLinkOptions;

  constructor(options: FrameLinkOptions) {
    this.#options = options;
    window.addEventListener("message", this.#hear);
  }

  greet(settings: EmbedSettings): void {
    this.#say({ stoa: "hello", ...settings });
  }

  update(settings: EmbedSettings): void {
    this.#say({ stoa: "settings", ...settings });
  }

  go(path: string): void {
    this.#say({ stoa: "go", path });
  }

  /** Which part of the frame the window shows, px from the frame's top: dialogs belong there. */
  seen(top: number, height: number): void {
    this.#say({ stoa: "seen", top, height });
  }

  end(): void {
    window.removeEventListener("message", this.#hear);
  }

  #say(message: ToFrame): void {
    // With an exact target the browser drops the message when another page stands there.
    this.#options.frame.contentWindow?.postMessage(message, this.#options.origin);
  }

  readonly #hear = (message: MessageEvent<unknown>): void => {
    const { frame, origin, onEvent, onSize } = this.#options;
    if (message.source !== frame.contentWindow || message.origin !== origin || !isFromFrame(message.data)) return;
    const said = message.data;
    if (said.stoa === "ask-token") void this.#answer(said.ask);
    else if (said.stoa === "size") onSize(said.height);
    else if (isEmbedEvent(said.event)) onEvent(said.event);
  };

  async #answer(ask: number): Promise<void> {
    try {
      this.#say({ stoa: "token", ask, token: await this.#options.getToken() });
    } catch (error) {
      this.#say({ stoa: "no-token", ask, what: error instanceof Error ? error.message : String(error) });
    }
  }
}

function isFromFrame(data: unknown): data is FromFrame {
  if (typeof data !== "object" || data === null || !("stoa" in data)) return false;
  if (data.stoa === "ask-token") return "ask" in data && typeof data.ask === "number";
  if (data.stoa === "size") return "height" in data && typeof data.height === "number" && data.height >= 0 && data.height < 100_000;
  return data.stoa === "event" && "event" in data;
}
