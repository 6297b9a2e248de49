import type { Gate } from "./gate.ts";

export interface HostApi {
  /** Address of the API, such as `https://app.example.com/api`. */
  address: URL;
  /** Sent as `Authorization: Bearer`. */
  token: string | undefined;
}

/** The way to a host's API for a program that is tried without a server: no customer and no host decides, and every request is passed on. */
export function gateByToken({ address, token }: HostApi): Gate {
  const passed = {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    sensitive: token === undefined ? [] : [token],
    signal: new AbortController().signal,
    ended: () => undefined,
  };
  return { title: "the host's product", base: address, admit: () => Promise.resolve(passed), malformed: () => undefined };
}
