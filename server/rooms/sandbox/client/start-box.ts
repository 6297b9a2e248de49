import type { Socket } from "node:net";
import { StoaError } from "../../../base/index.ts";
import type { BoxSpec } from "../box.ts";
import type { Gateway } from "../egress/gateway.ts";
import { frame, writeSoon } from "../frames.ts";
import { hostsFile, type WireSpec } from "../spawner/spec-words.ts";
import { BoxConnection } from "./box-connection.ts";
import { sendState } from "./send-state.ts";

const noNames = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n";

/** Sends a spec, its files and its state over a connection, and waits until the program has been started. */
export async function startBox(
  spec: BoxSpec,
  socket: Socket,
  gateway: Gateway,
  on: { open(connection: BoxConnection): void; left(connection: BoxConnection): void },
): Promise<BoxConnection> {
  const egress = distinct(spec.egress);
  const pass = gateway.issue(spec, egress);
  const { state, files = [], warm: _, ...rest } = spec;
  const wire: WireSpec = { ...rest, egress, hasState: state !== undefined, token: pass.token, gate: gateway.folder, again: true };
  const way = { leave: () => pass.close(), enter: (handed: BoxSpec["egress"]) => pass.handIn(distinct(handed)) };
  const connection: BoxConnection = new BoxConnection(spec.id, socket, way, () => on.left(connection));
  on.open(connection);
  const frames = [
    frame("B", JSON.stringify(wire)),
    frame("F", `/run/stoa/hosts\0${hostsFile(egress)}`),
    frame("F", `/run/stoa/resolv.conf\0${noNames}`),
    ...files.map(({ path, data }) => frame("F", Buffer.concat([Buffer.from(`${path}\0`), data]))),
  ];
  const go = frame("G");
  // As one piece: to hand the system seven takes longer than to put them together.
  writeSoon(socket, Buffer.concat(state ? frames : [...frames, go]));
  if (state) {
    await sendState(state, (type, payload) => connection.send(type, payload)).catch((error: Error) =>
      connection.abandon(badState(spec.id, error)),
    );
    if (!socket.destroyed) writeSoon(socket, go);
  }
  connection.sent();
  await connection.began;
  return connection;
}

function distinct(egress: BoxSpec["egress"]): BoxSpec["egress"] {
  return [...new Map(egress.map((target) => [`${target.host}:${target.port}`, target])).values()];
}

function badState(id: string, error: Error): StoaError {
  return new StoaError("sandbox_unavailable", {
    what: `The state folder of the box ${id} cannot be unpacked: ${error.message}.`,
    why: error.message,
    cause: error,
  });
}
