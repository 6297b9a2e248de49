// What passes between the supervisor and the server process. Types only.
import type { Config } from "../../base/config.ts";
import type { Certificate, MachineFacts } from "../../roles/deps.ts";
import type { Connection } from "../database/with-client.ts";

/** Supervisor to server, once, over the IPC channel (so that no password stands in argv or environment). */
export interface StartMessage {
  kind: "start";
  config: Config;
  connection: Connection;
  appRoot: string;
  spawnerSocket: string | undefined;
  /** Where the example product answers; undefined when there is none. */
  exampleUrl: string | undefined;
  machine: MachineFacts;
  certificate: Certificate | undefined;
}

/** Supervisor to server, whenever the certificate's files were renewed. */
export interface RenewMessage {
  kind: "renew";
  certificate: Certificate;
}

/** Server to supervisor. */
export type ServerMessage =
  | { kind: "note"; text: string }
  | { kind: "ready"; url: string; signInLink: string | undefined }
  | { kind: "failed"; code: string; what: string; why: string | undefined; fix: string };
