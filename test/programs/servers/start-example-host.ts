import { type RunningHost, startHost } from "../../../examples/host/start-host.ts";
import { once, type Server, temporaryFolder } from "./server.ts";

export type ExampleHost = Server & {
  url: string;
  /** API key of the seeded company the programs work for. */
  apiKey: string;
  host: RunningHost;
  /** Calls the REST API with that key; `path` without `/api`. @throws Error when it refuses */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
};

export const exampleCompany = "com_northwind";

/** The example product, freshly seeded, on a free port. */
export async function startExampleHost(): Promise<ExampleHost> {
  const folder = await temporaryFolder("ledgerline");
  const host = await startHost({ dataFolder: folder.path });
  const apiKey = host.apiKeys[exampleCompany] ?? "";
  return {
    url: host.url,
    apiKey,
    host,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const headers = { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const answer = await fetch(`${host.url}/api${path}`, init);
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return (answer.status === 204 ? undefined : await answer.json()) as T;
    },
    stop: once(async () => {
      await host.stop();
      await folder.remove();
    }),
  };
}
