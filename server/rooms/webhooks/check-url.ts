import { StoaError } from "../../base/index.ts";

/** Whether an address may be kept; whether it may be reached is judged each time it is asked. @throws StoaError invalid_input */
export function checkUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed && parsed.username === "" && parsed.password === "" && parsed.hash === "") return parsed.href;
  throw new StoaError("invalid_input", {
    what: "This address cannot be told anything.",
    fix: "Give an http or https address without user, password or fragment.",
    problems: [{ path: "body/url", message: "is not an address of a server" }],
  });
}
