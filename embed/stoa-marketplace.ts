import type { EmbedEvent, EmbedSettings, EmbedTheme, EmbedView } from "@stoa/contract";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { readDeepLink, writeDeepLink } from "./deep-link.ts";
import { toDomEvent } from "./events.ts";
import { noteFailed } from "./failed-lately.ts";
import { findPlace, type Place } from "./find-place.ts";
import { frameAddress } from "./frame-address.ts";
import { FrameLink } from "./frame-link.ts";
import { TokenFault, tokenFrom, type GetToken } from "./get-token.ts";
import { readTheme } from "./read-theme.ts";
import { languageOf, texts, type Texts } from "./texts.ts";
import { watchSeen } from "./watch-seen.ts";

/** Our own page on our own origin; it may never move the host's page, which `allow-top-navigation` would let it. */
const sandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";
const patienceMs = 20_000;

interface Fault {
  code: string;
  what: string;
  /** For the host's developers; empty where customers are looking. */
  why: string;
  fix: string;
}

/**
 * The marketplace in a host's page.
 * `token-url` (or the property `getToken`) gives sign-in tokens; `view` is `market`, `install`, `connect` or `runs`, with `listing` or
 * `installation`, or `suggest` with `context`; `lang` chooses the language, which is else the token's or the browser's; `deep-links` keeps the path in the page's address.
 */
export class StoaMarketplace extends LitElement {
  static override properties = {
    src: { type: String },
    tokenUrl: { type: String, attribute: "token-url" },
    view: { type: String },
    listing: { type: String },
    installation: { type: String },
    context: { type: String },
    path: { type: String },
    lang: { type: String },
    deepLinks: { type: Boolean, attribute: "deep-links" },
    theme: { attribute: false },
    words: { attribute: false },
    getToken: { attribute: false },
    _place: { state: true },
    _fault: { state: true },
    _ready: { state: true },
    _height: { state: true },
  };

  static override styles = css`
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      position: relative;
      min-height: 480px;
    }
    :host([hidden]) {
      display: none;
    }
    iframe {
      /* As high as its page, and at least as high as the place the host gives the element: no ground shows below a short page. */
      align-self: stretch;
      width: 100%;
      height: auto;
      border: 0;
      color-scheme: auto;
    }
    .said {
      position: absolute;
      inset: 0 0 auto;
      padding: 32px 24px;
      font: 16px/1.5 var(--stoa-font, system-ui, sans-serif);
    }
    .said h2 {
      margin: 0 0 8px;
      font-size: 20px;
    }
    .said p {
      max-width: 72ch;
      margin: 0 0 8px;
    }
    .said button {
      min-height: 44px;
      margin-block-start: 8px;
      padding: 0 16px;
      border: 1px solid currentcolor;
      border-radius: var(--stoa-radius, 6px);
      background: none;
      color: inherit;
      font: inherit;
      cursor: pointer;
    }
  `;

  /** Where Stoa is; by default where this script came from. */
  declare src: string;
  declare tokenUrl: string;
  declare view: EmbedView;
  declare listing: string | undefined;
  declare installation: string | undefined;
  /** What this page is about, for `suggest`: `object=invoices&provider=Xero`. */
  declare context: string | undefined;
  /** Where to begin, and where to go when it is changed: a path as `stoa-route` tells it. */
  declare path: string | undefined;
  declare deepLinks: boolean;
  declare theme: EmbedTheme;
  /** The host's own words by key of the catalogue. */
  declare words: Readonly<Record<string, string>>;
  declare getToken: GetToken | undefined;
  declare _place: Place | undefined;
  declare _fault: Fault | undefined;
  declare _ready: boolean;
  declare _height: number;

  #link: FrameLink | undefined;
  #endSeen: (() => void) | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** The token that told the place; the frame's first question gets it, so that opening costs one signature. */
  #first: string | undefined;
  #here: string | undefined;

  constructor() {
    super();
    this.src = new URL(import.meta.url).origin;
    this.view = "market";
    this.theme = {};
    this.words = {};
    this._ready = false;
    this._height = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.#hashChanged);
    document.addEventListener("securitypolicyviolation", this.#forbidden);
    void this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.#hashChanged);
    document.removeEventListener("securitypolicyviolation", this.#forbidden);
    this.#close();
    this._place = undefined;
  }

  /** Opens the frame anew: also what "Try again" does. */
  async open(): Promise<void> {
    this.#close();
    this._fault = undefined;
    this._place = undefined;
    // Attributes and properties that a framework sets right after making the element are there one turn later.
    await Promise.resolve();
    try {
      this.#first = await this.#token();
      const place = await findPlace(this.#source, this.#first);
      if (place.problem) this.#fail(place.test ? place.problem : { ...place.problem, why: "", fix: "" });
      else this._place = place;
    } catch (error) {
      this.#fail(this.#faultOf(error));
    }
  }

  /** Goes to a path of the marketplace without loading anything anew. */
  go(path: string): void {
    if (this._ready && path !== this.#here) this.#link?.go(path);
  }

  /** A link of the host's page, or a typed address. A step back moves the frame by itself, so it is given the time to. */
  readonly #hashChanged = (): void => void setTimeout(() => this.#follow(), 200);

  #follow(): void {
    const path = this.deepLinks ? readDeepLink() : undefined;
    if (path !== undefined) this.go(path);
  }

  protected override render(): TemplateResult {
    const words = texts[languageOf(this.#language)];
    const place = this._place;
    return html`${this._fault ? this.#renderFault(this._fault, words) : nothing}
    ${!this._fault && !this._ready ? html`<div class="said" role="status">${words.opening}</div>` : nothing}
    ${
      place?.side && !this._fault
        ? html`<iframe
            title=${words.title}
            sandbox=${sandbox}
            allow="clipboard-write"
            referrerpolicy="origin"
            src=${this.#address(place.side)}
            @load=${this.#loaded}
          ></iframe>`
        : nothing
    }`;
  }

  #renderFault(fault: Fault, words: Texts): TemplateResult {
    return html`<div class="said" role="alert">
      <h2>${fault.why ? fault.what : words.failed}</h2>
      ${fault.why ? html`<p>${fault.why}</p>` : nothing}
      <p>${fault.fix || words.failedFix}</p>
      <button type="button" @click=${() => void this.open()}>${words.retry}</button>
    </div>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    // Through the style's own interface: a host's content policy may forbid style attributes.
    const frame = this.renderRoot.querySelector("iframe");
    if (frame) frame.style.minHeight = `${this._height}px`;
    if (["theme", "words", "lang", "view"].some((name) => changed.has(name)) && this._ready) this.#link?.update(this.#settings());
    if (changed.has("path") && this.path !== undefined) this.go(this.path);
  }

  get #source(): string {
    return new URL(this.src, location.href).origin;
  }

  /** Where the frame stands, and alone is heard and told anything. */
  get #origin(): string {
    return this._place?.origin ?? this.#source;
  }

  get #language(): string {
    return this.lang || navigator.language;
  }

  /** Stays the same while the frame lives: another address would load it anew. */
  #address(side: string): string {
    if (this.#opened !== undefined) return this.#opened;
    this.#began = this.deepLinks ? readDeepLink() : undefined;
    const { view, listing, installation, context } = this;
    this.#opened = frameAddress(this.#origin, side, { view, listing, installation, context, path: this.#began ?? this.path });
    return this.#opened;
  }
  /** The path that stood in the address when the frame was made. */
  #began: string | undefined;
  #opened: string | undefined;

  #settings(): EmbedSettings {
    return {
      view: this.view,
      language: languageOf(this.#language),
      guessed: !this.lang,
      theme: readTheme(this, this.theme),
      words: this.words,
      explain: this._place?.test ?? true,
    };
  }

  async #token(): Promise<string> {
    const get = this.getToken ?? (this.tokenUrl ? tokenFrom(this.tokenUrl) : undefined);
    if (!get) throw new TokenFault("The element has neither token-url nor getToken.", "Give it one: see Stoa's page for hosts.");
    return get();
  }

  readonly #loaded = (event: Event): void => {
    const frame = event.currentTarget as HTMLIFrameElement;
    this.#end();
    this.#link = new FrameLink({
      frame,
      origin: this.#origin,
      getToken: () => this.#nextToken(),
      onEvent: (said) => this.#heard(said),
      onSize: (height) => {
        this._height = height;
      },
    });
    this.#patience = setTimeout(() => this.#giveUp(), patienceMs);
    this.#link.greet(this.#settings());
    this.#endSeen = watchSeen(this, (top, height) => this.#link?.seen(top, height));
  };

  #giveUp(): void {
    if (!this.#retreat()) this.#fail(this.#silent());
  }

  /** A content policy that names a domain for questions may still refuse the frame of it. */
  readonly #forbidden = ({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent): void => {
    if (this._ready || effectiveDirective !== "frame-src" || !URL.canParse(blockedURI)) return;
    if (new URL(blockedURI).origin === this._place?.origin) this.#retreat();
  };

  /** From a side's own domain back to where the script came from. @returns whether there was a way back */
  #retreat(): boolean {
    const [place, source] = [this._place, this.#source];
    if (!place || place.origin === source) return false;
    console.warn(`stoa-marketplace: ${place.origin} shows nothing here, so the frame goes back to ${source}.`);
    noteFailed(place.origin);
    this.#close();
    this._place = { ...place, origin: source };
    return true;
  }

  #nextToken(): Promise<string> {
    const first = this.#first;
    this.#first = undefined;
    return first === undefined ? this.#token() : Promise.resolve(first);
  }

  #heard(event: EmbedEvent): void {
    if (event.type === "ready") {
      clearTimeout(this.#patience);
      this._ready = true;
      // The address may have changed while the frame was on its way.
      if (this.deepLinks && readDeepLink() !== this.#began) this.#follow();
    }
    if (event.type === "route") {
      const moved = this.#here !== undefined && this.#here.split("?")[0] !== event.path.split("?")[0];
      this.#here = event.path;
      if (this.deepLinks) writeDeepLink(event.path);
      if (moved && this.getBoundingClientRect().top < 0) this.scrollIntoView();
    }
    this.dispatchEvent(toDomEvent(event));
  }

  #fail(fault: Fault): void {
    this._fault = fault;
    this.#close();
    console.warn(`stoa-marketplace: ${fault.code}: ${fault.what} ${fault.why} ${fault.fix}`);
    this.dispatchEvent(toDomEvent({ type: "error", code: fault.code, what: fault.what }));
  }

  #faultOf(error: unknown): Fault {
    if (error instanceof TokenFault)
      return { code: "no_token", what: "Your product gave no sign-in token.", why: error.message, fix: error.fix };
    const why = error instanceof Error ? error.message : String(error);
    const fix = `Check that src leads to Stoa, and that the page's content policy has connect-src and frame-src ${this.#origin}.`;
    return { code: "no_answer", what: "Stoa does not answer.", why: `${this.#origin}: ${why}.`, fix };
  }

  #silent(): Fault {
    const why = `The frame of ${this.#origin} stayed silent for ${patienceMs / 1000} s.`;
    return { code: "silent_frame", what: "The marketplace did not open.", why, fix: "Look for refused frames in the browser's console." };
  }

  #close(): void {
    this.#end();
    this._ready = false;
    this.#opened = undefined;
    this.#here = undefined;
  }

  #end(): void {
    clearTimeout(this.#patience);
    this.#link?.end();
    this.#endSeen?.();
  }
}
