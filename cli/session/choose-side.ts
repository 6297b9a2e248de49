import { CommandError } from "../command-error.ts";
import type { Session } from "./open-session.ts";

interface HostChoice {
  name: string;
  sides: { id: string; kind: "test" | "live" }[];
}

/** The hosts that admitted the publisher. */
export async function listHosts(session: Session): Promise<HostChoice[]> {
  return (await session.client.get<{ items: HostChoice[] }>(`${session.publisher()}/hosts`)).items;
}

/** The side of the host named, or of the only one that admitted the publisher. @throws CommandError naming the choices */
export async function chooseSide(session: Session, wanted: { host?: string; side: string }): Promise<string> {
  const items = await listHosts(session);
  const hosts = wanted.host === undefined ? items : items.filter((item) => item.name.toLowerCase() === wanted.host?.toLowerCase());
  const [host, ...others] = hosts;
  const names = items.map((item) => item.name).join(", ") || "none";
  if (!host) throw new CommandError(`No host of that name has admitted you. There are: ${names}.`, "Ask a host for an invitation.", 3);
  if (others.length > 0) throw new CommandError(`Several hosts have admitted you: ${names}.`, "Name one with --host");
  const side = host.sides.find((item) => item.kind === wanted.side);
  if (!side) throw new CommandError(`"${wanted.side}" is not a side.`, "Use --side test or --side live");
  return side.id;
}
