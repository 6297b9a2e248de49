import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningHost, startHost } from "./start-host.ts";

export type TestHost = RunningHost & { advance(milliseconds: number): void };

/** The product on a free port over a folder of its own, with a clock a test may move. */
export async function startTestHost(stoaUrl?: string): Promise<TestHost> {
  const dataFolder = await mkdtemp(join(tmpdir(), "ledgerline-"));
  let ahead = 0;
  const host = await startHost({ dataFolder, stoaUrl, now: () => new Date(Date.now() + ahead) });
  const stop = async (): Promise<void> => {
    await host.stop();
    await rm(dataFolder, { recursive: true });
  };
  return {
    ...host,
    stop,
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}

export type Browser = {
  get(path: string): Promise<Response>;
  post(path: string, form: Record<string, string>): Promise<Response>;
  signIn(email: string): Promise<Browser>;
  cookie(): string;
};

/** Just enough of a browser: it keeps the session's cookie, sends forms with the right Origin, and follows no redirect. */
export function browserOf(host: RunningHost): Browser {
  let cookie = "";
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { cookie, origin: host.url };
    const answer = await fetch(host.url + path, { ...init, headers, redirect: "manual" });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return answer;
  };
  const browser: Browser = {
    get: (path) => send(path, {}),
    post: (path, form) => send(path, { method: "POST", body: new URLSearchParams(form) }),
    cookie: () => cookie,
    async signIn(email) {
      await browser.post("/sign-in", { email, password: host.logins[0]?.password ?? "" });
      return browser;
    },
  };
  return browser;
}
