import type {
  AuditActorList,
  AuditPage,
  EditTellingBody,
  ExportLink,
  ExportList,
  HealthView,
  HelpAddressView,
  HelpBody,
  HelpPage,
  HomeNoticePage,
  HomePage,
  TellingView,
} from "@stoa/contract";
import type { Client, Query } from "./client.ts";

/** How a customer's installations fare, what its people are told, and what is theirs to take along. */
export interface Told {
  /** Installations with their health, what needs somebody first. */
  home(query?: Query): Promise<HomePage>;
  health(installationId: string): Promise<HealthView>;
  notices(query?: Query): Promise<HomeNoticePage>;
  /** This notice and all before it. */
  markSeen(noticeId: string): Promise<unknown>;
  telling(): Promise<TellingView>;
  editTelling(change: EditTellingBody): Promise<TellingView>;
  /** Without a day: for good. */
  mute(installationId: string, until?: string): Promise<unknown>;
  unmute(installationId: string): Promise<unknown>;
  helpAddress(runId: string): Promise<HelpAddressView>;
  askForHelp(runId: string, question: HelpBody): Promise<{ helpId: string }>;
  /** What was asked, when, and the answers. */
  help(query?: Query): Promise<HelpPage>;
  /** Who changed what, before and after; an owner's. */
  activity(query?: Query): Promise<AuditPage>;
  /** People and programs of it, for `actorId`. */
  activityOf(): Promise<AuditActorList>;
  exports(): Promise<ExportList>;
  /** Everything the customer has, as one file; `exports` says when it is made. */
  requestExport(): Promise<{ exportId: string }>;
  /** An address that works once, for five minutes. */
  linkExport(exportId: string): Promise<ExportLink>;
}

export function toldOf(client: Client, base: string): Told {
  const mute = (id: string): string => `${base}/installations/${id}/mute`;
  return {
    home: (query) => client.get(`${base}/home`, query),
    health: (id) => client.get(`${base}/installations/${id}/health`),
    notices: (query) => client.get(`${base}/notices`, query),
    markSeen: (id) => client.send("POST", `${base}/notices/${id}/seen`),
    telling: () => client.get(`${base}/telling`),
    editTelling: (change) => client.send("PATCH", `${base}/telling`, change),
    mute: (id, until) => client.send("PUT", mute(id), { until: until ?? null }),
    unmute: (id) => client.send("DELETE", mute(id)),
    helpAddress: (runId) => client.get(`${base}/runs/${runId}/help-address`),
    askForHelp: (runId, question) => client.send("POST", `${base}/runs/${runId}/help`, question),
    help: (query) => client.get(`${base}/help`, query),
    activity: (query) => client.get(`${base}/audit`, query),
    activityOf: () => client.get(`${base}/audit/actors`),
    exports: () => client.get(`${base}/exports`),
    requestExport: () => client.send("POST", `${base}/exports`),
    linkExport: (id) => client.send("POST", `${base}/exports/${id}/link`),
  };
}
