import { catalogLimits } from "@stoa/contract";
import { readHost } from "@stoa/program";
import { audit, emitFacts, notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { readSimulator } from "../sandbox/index.ts";
import { requirePublisher } from "./scope.ts";
import { touchIntegration } from "./store/integrations.ts";
import { listSimulatorRows, putSimulatorRow, type SimulatorRow } from "./store/simulators.ts";

/** `target`: `host` or `host:port`, as the manifest declares it. On test sides `address` answers in its place. @throws StoaError invalid_input */
export async function setSimulator(ctx: Ctx, input: { integrationId: string; target: string; address: string }): Promise<SimulatorRow> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  const { host, port } = readTarget(input.target);
  const address = input.address.trim();
  if (!readSimulator(address))
    throw new StoaError("invalid_input", {
      what: `"${address}" is not the address of a simulator.`,
      fix: "Give http://host, https://host or tcp://host:port, without a path.",
    });
  return transaction(ctx, async (inner) => {
    const { integrationId } = input;
    const touched = await touchIntegration(inner.tx, integrationId, publisherId);
    if (!touched) throw notFound("integration");
    const before = await listSimulatorRows(inner.tx, integrationId, publisherId);
    const known = before.find((row) => row.host === host && row.port === port);
    if (!known && before.length >= catalogLimits.simulators)
      throw new StoaError("invalid_input", {
        what: `An integration has at most ${catalogLimits.simulators} simulators.`,
        fix: "Remove one first.",
      });
    const row = { integrationId, host, port, address, setAt: inner.clock.now() };
    await putSimulatorRow(inner.tx, { ...row, publisherId, now: row.setAt });
    const subject = { subject: integrationId, publisherId };
    await audit(inner, {
      verb: "simulator.set",
      ...subject,
      ...(known ? { before: { target: `${host}:${port}`, address: known.address } } : {}),
      after: { target: `${host}:${port}`, address },
    });
    await emitFacts(inner, [{ type: "integration.simulated", ...subject, subjectVersion: touched.version }]);
    return row;
  });
}

/** @throws StoaError invalid_input */
export function readTarget(target: string): { host: string; port: number } {
  const found = readHost(target);
  if (found && !found.host.startsWith("*.")) return found;
  throw new StoaError("invalid_input", {
    what: `"${target}" is not a host.`,
    fix: "Give one host as the program calls it, such as api.example.com:443; of a wildcard one name below it.",
  });
}
