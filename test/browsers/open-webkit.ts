import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../../server/machine/testing/run-main.ts";
import { until, type Driver } from "./driver.ts";

const elementKey = "element-6066-11e4-a52e-4f735466cecf";
const findFrame = 'return document.querySelector("stoa-marketplace")?.shadowRoot?.querySelector("iframe") ?? null;';

/** Debian's WebKitGTK under Xvfb, by the WebDriver protocol itself. Its tracking prevention gives third parties no storage of their own. */
export async function openWebkit(): Promise<Driver> {
  const port = await freePort();
  const display = `:${(port % 20_000) + 100}`;
  const screen = spawn("Xvfb", [display, "-screen", "0", "1280x900x24", "-nolisten", "tcp"], { stdio: "ignore" });
  const env = { ...process.env, DISPLAY: display, WEBKIT_DISABLE_COMPOSITING_MODE: "1", LIBGL_ALWAYS_SOFTWARE: "1" };
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], { env, stdio: "ignore" });
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const answer = (await (await fetch(`http://127.0.0.1:${port}${path}`, init)).json()) as { value: unknown };
    const { value } = answer;
    if (typeof value === "object" && value !== null && "error" in value) throw new Error(JSON.stringify(value));
    return value;
  };
  const browser = { binary: "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", args: ["--automation"] };
  const wish = { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": browser } } };
  const made = await until("a session of WebKitGTK", () => call("POST", "/session", wish) as Promise<{ sessionId: string }>, 30);
  const session = `/session/${made.sessionId}`;
  const run = (body: string): Promise<unknown> => call("POST", `${session}/execute/sync`, { script: body, args: [] });
  return {
    async open(url) {
      await call("POST", `${session}/url`, { url });
    },
    page: <T>(body: string) => run(body) as Promise<T>,
    async frame<T>(body: string) {
      const element = (await run(findFrame)) as Record<string, string> | null;
      if (!element?.[elementKey]) return undefined;
      await call("POST", `${session}/frame`, { id: element });
      try {
        return (await run(body)) as T;
      } finally {
        await call("POST", `${session}/frame`, { id: null });
      }
    },
    async close() {
      await call("DELETE", session).catch(() => undefined);
      await Promise.all([end(driver), end(screen)]);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
