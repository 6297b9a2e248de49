import { call } from "./call.ts";
import { readEndpoints, resolverOf, type Document, type Endpoint, type Schema } from "./document.ts";
import { openApi, type Api } from "./open-api.ts";
import { openOutside } from "./outside.ts";
import { askAs } from "./world/ask.ts";
import { openLines, type Lines } from "./world/open-lines.ts";

/** What both ways of fuzzing share: a server, a world behind it, and the document that says what there is to ask. */
export interface Place extends Lines {
  api: Api;
  endpoints: Endpoint[];
  resolve(schema: Schema): Schema;
  outside: string;
  /** Of a terminal that waits to be let in. */
  loginCode: string;
  close(): Promise<void>;
}

/** @param add routes of a test's own, put beside the deployment's before it answers */
export async function openPlace(add?: (api: Api) => void): Promise<Place> {
  const outside = await openOutside();
  const api = await openApi([outside.place]);
  add?.(api);
  const lines = await openLines(api, outside);
  const document = JSON.parse((await call(api, { method: "GET", url: "/openapi.json" })).body) as Document;
  const { code } = await askAs(api, "")<{ code: string }>("POST", "/v1/logins/begin", { device: "a terminal" });
  const close = async (): Promise<void> => {
    await api.close();
    await outside.close();
  };
  return {
    ...lines,
    api,
    endpoints: readEndpoints(document),
    resolve: resolverOf(document),
    outside: outside.place,
    loginCode: code,
    close,
  };
}
