import { audit, emitFacts, notFound, transaction, type Ctx } from "../../base/index.ts";
import { requirePublisher } from "./scope.ts";
import { readTarget } from "./set-simulator.ts";
import { touchIntegration } from "./store/integrations.ts";
import { deleteSimulatorRow } from "./store/simulators.ts";

/** From then on the host itself is called on test sides, too. @throws StoaError not_found */
export async function removeSimulator(ctx: Ctx, input: { integrationId: string; target: string }): Promise<void> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  const { integrationId } = input;
  const target = readTarget(input.target);
  await transaction(ctx, async (inner) => {
    const touched = await touchIntegration(inner.tx, integrationId, publisherId);
    if (!touched || !(await deleteSimulatorRow(inner.tx, { integrationId, publisherId, ...target }))) throw notFound("simulator");
    const subject = { subject: integrationId, publisherId };
    await audit(inner, { verb: "simulator.remove", ...subject, before: { target: `${target.host}:${target.port}` } });
    await emitFacts(inner, [{ type: "integration.simulated", ...subject, subjectVersion: touched.version }]);
  });
}
