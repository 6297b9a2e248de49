import type { Host } from "@stoa/program";
import type { Ctx } from "../../../base/index.ts";
import type { SimulatorRow } from "../../catalog/index.ts";
import { answerSimulated, readSimulator, trustAuthority, type BoxSpec, type Simulator } from "../../sandbox/index.ts";
import { openSideAuthority, type SideAuthority } from "../../trust/index.ts";

/** How an attempt meets its test side's simulators. */
export interface Simulation {
  egress: BoxSpec["egress"];
  env: Record<string, string>;
  files: { path: string; data: Buffer }[];
  /** By `host:port`, for accounts that Stoa speaks for. */
  simulators: ReadonlyMap<string, Simulator>;
  authorities: string[];
  notes: string[];
}

/**
 * Puts simulators in the place of the declared hosts they are registered for, below wildcards too; undeclared ones stay unreachable. `rows` are
 * empty on a live side: then nothing is changed, and no authority is read.
 */
export async function simulateHosts(
  ctx: Ctx,
  input: { sideId: string; rows: readonly SimulatorRow[]; hosts: readonly Host[]; root: string },
): Promise<Simulation> {
  const { rows, hosts } = input;
  const simulators = new Map(rows.flatMap(({ host, port, address }) => namedBy(`${host}:${port}`, readSimulator(address))));
  if (simulators.size === 0) return { egress: [...hosts], env: {}, files: [], simulators, authorities: [], notes: [] };
  const authority = await authorityOf(ctx, input.sideId);
  const below = rows.filter(({ host, port }) =>
    hosts.some((one) => one.port === port && one.host.startsWith("*.") && host.endsWith(one.host.slice(1))),
  );
  const all = new Map([...hosts, ...below].map(({ host, port }) => [`${host}:${port}`, { host, port }]));
  const egress = [...all].map(([place, host]) => {
    const simulator = simulators.get(place);
    if (!simulator) return host;
    const certificate = () => authority.issue(host.host);
    return { ...host, answer: answerSimulated({ ...host, simulator, certificate, authorities: [authority.certificate] }) };
  });
  const notes = rows.map(({ host, port, address }) => `On this test side ${host}:${port} is answered by the simulator ${address}.`);
  return { egress, ...(await trustAuthority(input.root, authority.certificate)), simulators, authorities: [authority.certificate], notes };
}

function namedBy(place: string, simulator: Simulator | undefined): [string, Simulator][] {
  return simulator ? [[place, simulator]] : [];
}

const opened = new Map<string, Promise<SideAuthority>>();

/** Kept by side, with the certificates it has issued. */
function authorityOf(ctx: Ctx, sideId: string): Promise<SideAuthority> {
  const known = opened.get(sideId) ?? openSideAuthority(ctx, { sideId });
  opened.set(sideId, known);
  known.catch(() => opened.delete(sideId));
  return known;
}
