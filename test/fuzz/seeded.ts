import { readId } from "@stoa/contract";
import { engineCtx, notFound, transaction } from "../../server/base/index.ts";
import { authorize, readCredential } from "../../server/rooms/identity/index.ts";
import type { Request } from "./call.ts";
import type { Api } from "./open-api.ts";
import { nameOfRun, touchInstallation } from "./store.ts";

/** Of what must be caught: every path has this word. */
export const seeded = "/seeded";

interface Sent {
  runId: string;
  installationId: string;
  name: string;
}

/** Endpoints with the faults that fuzzing is there to find, each one's own. */
export function addSeeded({ app, world }: Api): void {
  const { engine } = world;
  const add = (method: Request["method"], path: string, handle: (sent: Sent) => Promise<object>): void => {
    const body = { type: "object", required: ["name"], properties: { name: { type: "string" } } };
    const schema = { summary: "A fault of a test", ...(path.includes(":") ? {} : { body }) };
    app.route({
      method,
      url: `/v1/customers/:customerId${seeded}${path}`,
      schema,
      handler: async (request) => {
        const params = request.params as Sent & { customerId: string };
        const id = readId("customer", params.customerId);
        if (id === undefined) throw notFound("customer");
        await authorize(engine, readCredential(request.headers), { kind: "customer", id });
        return handle({ ...(request.body as Sent | undefined), ...params });
      },
    });
  };
  const find = (runId: string) => transaction(engineCtx(engine, "seeded"), ({ tx }) => nameOfRun(tx, readId("run", runId) ?? null));
  // No tenant in the query.
  add("GET", "-leak/:runId", async ({ runId }) => {
    const run = await find(runId);
    if (!run) throw notFound("run");
    return run;
  });
  // Refused, but otherwise than what is not there.
  add("GET", "-tell/:runId", async ({ runId }) => {
    throw notFound((await find(runId)) ? "run of yours" : "run");
  });
  // Answers alike, and writes all the same.
  add("POST", "-write/:installationId", async ({ installationId }) => {
    const id = readId("installation", installationId) ?? null;
    await transaction(engineCtx(engine, "seeded"), ({ tx }) => touchInstallation(tx, id));
    throw notFound("installation");
  });
  add("POST", "-fault", async ({ name }) => {
    if (name.length > 100) throw new TypeError("too long for us");
    throw notFound("name");
  });
}
