import { connect, type Socket } from "node:net";

const connectMs = 10_000;

/** The first of the checked addresses that answers, or why none does. */
export async function dialFirst(addresses: string[], port: number): Promise<Socket | string> {
  let last = "no address";
  for (const address of addresses) {
    const outcome = await dial(address, port);
    if (typeof outcome !== "string") return outcome;
    last = outcome;
  }
  return last;
}

function dial(address: string, port: number): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
    const fail = (reason: string): void => {
      socket.destroy();
      resolve(`${address} cannot be reached (${reason})`);
    };
    const onError = (error: NodeJS.ErrnoException): void => fail(error.code ?? error.message);
    socket.once("error", onError);
    socket.setTimeout(connectMs, () => fail("ETIMEDOUT"));
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.removeListener("error", onError);
      resolve(socket);
    });
  });
}
