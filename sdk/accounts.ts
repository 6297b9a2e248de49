import type {
  AttemptView,
  BeginBody,
  BegunAttempt,
  ConnectBody,
  ConnectionList,
  ConnectionState,
  ConnectionView,
  NeedList,
  TestResult,
} from "@stoa/contract";
import type { Client } from "./client.ts";

/** A customer's accounts at other services. */
export interface Accounts {
  /** The accounts a listing uses, and which of the customer's fit. */
  needs(listingId: string): Promise<NeedList>;
  connections(): Promise<ConnectionList>;
  /** With a key or password: tried at the service, then kept. */
  connect(input: ConnectBody): Promise<ConnectionView>;
  /** In a window (open `address` while a press is handled), by a link for a colleague, or by a code typed at the service. */
  beginConnecting(input: BeginBody): Promise<BegunAttempt>;
  /** How a try stands, until it is over: its connection is then to be bound by `configure(id, { connections: { [need]: connectionId } })`. */
  connecting(attemptId: string, signal?: AbortSignal): Promise<AttemptView>;
  renameConnection(connectionId: string, name: string): Promise<ConnectionView>;
  testConnection(connectionId: string): Promise<TestResult>;
  disconnect(connectionId: string): Promise<{ state: ConnectionState }>;
}

const everyMs = 500;

export function accountsOf(client: Client, base: string): Accounts {
  const connection = (id: string): string => `${base}/connections/${id}`;
  return {
    needs: (listingId) => client.get(`${base}/listings/${listingId}/connections`),
    connections: () => client.get(`${base}/connections`),
    connect: (input) => client.send("POST", `${base}/connections`, input),
    beginConnecting: (input) => client.send("POST", `${base}/connection-attempts`, input),
    connecting: (id, signal) => waitFor(() => client.get<AttemptView>(`${base}/connection-attempts/${id}`, undefined, signal), signal),
    renameConnection: (id, name) => client.send("PATCH", connection(id), { name }),
    testConnection: (id) => client.send("POST", `${connection(id)}/test`),
    disconnect: (id) => client.send("POST", `${connection(id)}/disconnect`),
  };
}

/** Asks now and then until the try is over. @throws what `signal` was aborted with */
async function waitFor(ask: () => Promise<AttemptView>, signal: AbortSignal | undefined): Promise<AttemptView> {
  for (;;) {
    signal?.throwIfAborted();
    const attempt = await ask();
    if (attempt.state !== "open" && attempt.state !== "begun") return attempt;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
