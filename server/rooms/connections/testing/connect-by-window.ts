import type { Ctx } from "../../../base/index.ts";
import { saveApp } from "../apps/save-app.ts";
import { beginAttempt } from "../attempts/begin-attempt.ts";
import { comeBack } from "../attempts/come-back.ts";
import { goOn } from "../attempts/go-on.ts";
import { connectWithKey } from "../connect-with-key.ts";
import type { ConnectDeps } from "../deps.ts";
import { listConnections } from "../list-connections.ts";
import { takeId } from "../show.ts";
import { fakeApp } from "./fake-provider.ts";
import type { Manners } from "./manners.ts";
import { Walker } from "./walk.ts";

/** Connects what a listing needs as a customer does: in a window at the provider, or with a key. @returns the connection's uuid */
export async function connectByWindow(
  people: { customer: Ctx; host: Ctx; engine: Ctx },
  deps: ConnectDeps,
  of: { manner: Manners; listingId: string; need: string },
): Promise<string> {
  const { customer, host, engine } = people;
  const { manner, listingId, need } = of;
  if (manner.authorize === undefined) {
    const view = await connectWithKey(customer, deps, { listingId, need, fields: manner.fields });
    return takeId("connection", view.id);
  }
  await saveApp(host, deps, { provider: manner.name, ...fakeApp });
  const begun = await beginAttempt(customer, deps, { listingId, need, way: "window", fields: manner.fields });
  const gone = await goOn(engine, deps, { code: begun.address?.split("#")[1] ?? "" });
  const back = await new Walker().walk(gone.to ?? "", `${deps.publicUrl}/connect/return`);
  await comeBack(engine, deps, { query: back.search, browsers: [gone.browser ?? ""] });
  const [view] = await listConnections(customer, deps);
  return takeId("connection", view?.id ?? "");
}
