import type { Api } from "../open-api.ts";
import { call, type Request } from "../call.ts";

export interface Views extends Record<string, unknown> {
  id: string;
}

/** Asks as a credential and takes the answer. @throws Error with the answer when it is none */
export type Ask = <T = Views>(method: Request["method"], path: string, body?: object) => Promise<T>;

export function askAs(api: Api, credential: string, prefix = ""): Ask {
  return async <T>(method: Request["method"], path: string, body?: object): Promise<T> => {
    const url = prefix + path;
    const answer = await call(api, { method, url, credential, body: body === undefined ? undefined : JSON.stringify(body) });
    if (answer.status >= 300 || answer.status === 0)
      throw new Error(`${method} ${url} answered ${answer.status}: ${answer.body.slice(0, 1_000)}`);
    return (answer.body === "" ? {} : JSON.parse(answer.body)) as T;
  };
}
