import type {
  ConsentList,
  ConsentView,
  EmbedSessionView,
  ErasureView,
  HookView,
  InstallationChanged,
  InstallationPage,
  InstallationView,
  Listing,
  ListingPage,
  MeView,
  RunPage,
  RunStarted,
  RunView,
  ScheduleView,
  SuggestionList,
  SuggestQuery,
  Wish,
  OwnWishPage,
} from "@stoa/contract";
import { accountsOf, type Accounts } from "./accounts.ts";
import { createClient, type Client, type Query } from "./client.ts";
import { followRun } from "./follow-run.ts";
import { keepSession } from "./keep-session.ts";
import { places } from "./places.ts";
import { toldOf, type Told } from "./told.ts";

export interface MarketplaceOptions {
  /** Stoa's address. */
  url: string;
  /** A fresh token of the host's signing function each time. */
  getToken: () => Promise<string>;
  /** The code of the language that listings and forms are read in, such as `de`. */
  language?: string;
  fetch?: typeof fetch;
}

/** One line of a run's log. */
export interface LogLine {
  line: number;
  at: string;
  stream: "stdout" | "stderr" | "stoa";
  text: string;
}

/**
 * The marketplace without its pages, as one customer's person: what the frame does, for a host that draws its own. Works in a host's
 * page of a registered origin and on its server. Every method throws `ApiError` on a refusal.
 */
export interface Marketplace extends Accounts, Told {
  /** Everything else of the API, signed in; `base` is the customer's part of it. */
  client: Client;
  base: string;
  me(): Promise<MeView>;
  listings(query?: Query): Promise<ListingPage>;
  listing(listingId: string): Promise<Listing>;
  /** Integrations that fit a page of the host's and are not installed, with the reason of each. */
  suggest(context?: SuggestQuery): Promise<SuggestionList>;
  /** What customers of this host asked for, and this one's votes. */
  wishes(query?: Query): Promise<OwnWishPage>;
  askFor(wish: { name: string; why?: string }): Promise<Wish>;
  vote(wishId: string, why?: string): Promise<Wish>;
  withdrawVote(wishId: string): Promise<unknown>;
  /** What an installation would be allowed; `install` wants the digest of exactly this. */
  consent(listingId: string): Promise<ConsentView>;
  install(input: { listingId: string; consent: string; zone?: string }): Promise<InstallationChanged>;
  installations(query?: Query): Promise<InstallationPage>;
  installation(installationId: string): Promise<InstallationView>;
  configure(installationId: string, change: Readonly<Record<string, unknown>>): Promise<InstallationChanged>;
  /** Until a day (`2026-03-29`, in its own zone) or a moment; without one until it is resumed. */
  pause(installationId: string, until?: string): Promise<InstallationChanged>;
  resume(installationId: string): Promise<InstallationChanged>;
  uninstall(installationId: string): Promise<InstallationChanged>;
  /** What is kept of an uninstalled one, now and not only when its time is over; `erasure` is the proof, once it is done. */
  erase(installationId: string): Promise<InstallationChanged>;
  erasure(installationId: string): Promise<ErasureView>;
  /** Everything kept about an installation. */
  exportOf(installationId: string): Promise<Record<string, unknown>>;
  /** Agrees to the release that waits, by the `consent` in `installation(id).waiting`. */
  acceptUpgrade(installationId: string, consent: string): Promise<InstallationChanged>;
  /** Allows again what was taken back, or covers more since, by the `consent` of the installation. */
  allowActions(installationId: string, actions: readonly string[], consent: string): Promise<InstallationChanged>;
  revokeActions(installationId: string, actions: readonly string[]): Promise<InstallationChanged>;
  consents(installationId: string): Promise<ConsentList>;
  schedule(installationId: string): Promise<ScheduleView>;
  hook(installationId: string): Promise<HookView>;
  run(installationId: string, mode?: "run" | "preview" | "options" | "check"): Promise<RunStarted>;
  rerun(runId: string): Promise<RunStarted>;
  /** The failed items of a run alone; of an integration that can. */
  retryItems(runId: string): Promise<RunStarted>;
  runs(query?: Query): Promise<RunPage>;
  runOf(runId: string): Promise<RunView>;
  /** A run as it is and whenever it has changed, until it is over or `signal` aborts. */
  follow(runId: string, signal?: AbortSignal): AsyncGenerator<RunView>;
  cancel(runId: string): Promise<unknown>;
  /** The log as it is written, until the run ends or `signal` aborts. */
  log(runId: string, signal?: AbortSignal): AsyncGenerator<LogLine>;
}

/** Signs in and finds the customer. @throws ApiError when the host's token is refused, with the reason and what mends it */
export async function openMarketplace(options: MarketplaceOptions): Promise<Marketplace> {
  const { url, getToken } = options;
  const plain = { url, language: options.language, ...(options.fetch ? { fetch: options.fetch } : {}) };
  const stranger = createClient(plain);
  const session = keepSession(async () => stranger.send<EmbedSessionView>("POST", "/embed/sessions", { token: await getToken() }));
  const renew = (): boolean => {
    session.drop();
    return true;
  };
  const client = createClient({ ...plain, token: session.token, renew });
  const me = await client.get<MeView>("/v1/me");
  const customer = me.places.find((place) => place.kind === "customer");
  if (customer?.id == null) throw new Error("The host's token made nobody a customer's person.");
  const base = places.customer(customer.id);
  return { client, base, ...accountsOf(client, base), ...toldOf(client, base), ...methodsOf(client, base) };
}

function methodsOf(client: Client, base: string): Omit<Marketplace, "client" | "base" | keyof Accounts | keyof Told> {
  const installation = (id: string): string => `${base}/installations/${id}`;
  const step = (id: string, name: string, more: object = {}): Promise<InstallationChanged> =>
    client.send("POST", `${installation(id)}/${name}`, { operationId: crypto.randomUUID(), ...more });
  return {
    me: () => client.get("/v1/me"),
    listings: (query) => client.get(`${base}/listings`, query),
    listing: (id) => client.get(`${base}/listings/${id}`),
    suggest: (context) => client.get(`${base}/suggestions`, context),
    wishes: (query) => client.get(`${base}/wishes`, query),
    askFor: (wish) => client.send("POST", `${base}/wishes`, wish),
    vote: (id, why) => client.send("PUT", `${base}/wishes/${id}/vote`, why === undefined ? {} : { why }),
    withdrawVote: (id) => client.send("DELETE", `${base}/wishes/${id}/vote`),
    consent: (id) => client.get(`${base}/listings/${id}/consent`),
    install: (input) => client.send("POST", `${base}/installations`, { operationId: crypto.randomUUID(), ...input }),
    installations: (query) => client.get(`${base}/installations`, query),
    installation: (id) => client.get(installation(id)),
    configure: (id, change) => client.send("PATCH", installation(id), { operationId: crypto.randomUUID(), ...change }),
    pause: (id, until) => step(id, "pause", until === undefined ? {} : { until }),
    resume: (id) => step(id, "resume"),
    uninstall: (id) => step(id, "uninstall"),
    erase: (id) => step(id, "erase"),
    erasure: (id) => client.get(`${installation(id)}/erasure`),
    exportOf: (id) => client.get(`${installation(id)}/export`),
    acceptUpgrade: (id, consent) => step(id, "accept-upgrade", { consent }),
    allowActions: (id, actions, consent) => step(id, "allow-actions", { actions, consent }),
    revokeActions: (id, actions) => step(id, "revoke-actions", { actions }),
    consents: (id) => client.get(`${installation(id)}/consents`),
    schedule: (id) => client.get(`${installation(id)}/schedule`),
    hook: (id) => client.get(`${installation(id)}/hook`),
    run: (id, mode = "run") => client.send("POST", `${installation(id)}/runs`, { mode }),
    rerun: (id) => client.send("POST", `${base}/runs/${id}/rerun`, {}),
    retryItems: (id) => client.send("POST", `${base}/runs/${id}/retry-items`, {}),
    runs: (query) => client.get(`${base}/runs`, query),
    runOf: (id) => client.get(`${base}/runs/${id}`),
    follow: (id, signal) => followRun(client, `${base}/runs/${id}`, signal),
    cancel: (id) => client.send("POST", `${base}/runs/${id}/cancel`, {}),
    log: (id, signal) => client.lines(`${base}/runs/${id}/log/follow`, undefined, signal),
  };
}
