import type { Duplex } from "node:stream";
import { connect as startTls, createSecureContext, getCACertificates, TLSSocket, type SecureContext } from "node:tls";
import type { Answer } from "../box.ts";
import type { Simulator } from "./simulator.ts";

const tlsHandshake = 0x16;
/** Whoever lets the server speak first (mail, databases) is silent longer than this, and speaks no TLS yet. */
const listenMs = 500;

export interface Simulated {
  /** What the program believes to speak to. */
  host: string;
  port: number;
  simulator: Simulator;
  /** A certificate for `host` by an authority that the box's programs trust. */
  certificate(): Promise<{ key: string; cert: string }>;
  /** Authorities a simulator's own certificate may be from, besides those everybody trusts; PEM. */
  authorities: readonly string[];
}

/** Speaks for a host by a simulator. A program that begins with TLS gets it, by the host's name; any other protocol passes as it is. */
export function answerSimulated(simulated: Simulated): Answer {
  let context: Promise<SecureContext> | undefined;
  const { host, port, simulator } = simulated;
  return (near, reach) => {
    const speak = async (): Promise<void> => {
      const secure = await beginsTls(near);
      context ??= secure ? simulated.certificate().then(createSecureContext) : undefined;
      const inside = secure && context ? openTls(near, await context) : near;
      const socket = await reach(simulator.host, simulator.port, { host, port });
      if (typeof socket === "string") return void inside.destroy();
      const outside = simulator.tls ? startTls({ socket, ...nameOf(simulator), ca: trusted(simulated.authorities) }) : socket;
      join(inside, outside);
    };
    speak().catch(() => near.destroy());
  };
}

function nameOf({ host }: Simulator): { host: string; servername?: string } {
  return /^[\d.]+$|:/.test(host) ? { host } : { host, servername: host };
}

/** Those everybody trusts, and these. */
export function trusted(authorities: readonly string[]): string[] {
  return [...getCACertificates("default"), ...authorities];
}

/** Looks at the first byte, and puts it back. */
function beginsTls(near: Duplex): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), listenMs);
    const done = (secure: boolean): void => {
      clearTimeout(timer);
      near.off("readable", look).off("close", gone);
      resolve(secure);
    };
    const gone = (): void => done(false);
    const look = (): void => {
      const first = near.read() as Buffer | null;
      if (first) near.unshift(first);
      done(first?.[0] === tlsHandshake);
    };
    near.once("readable", look).once("close", gone);
  });
}

function openTls(near: Duplex, secureContext: SecureContext): TLSSocket {
  return new TLSSocket(near, {
    isServer: true,
    secureContext,
    ALPNCallback: ({ protocols }) => (protocols.includes("http/1.1") ? "http/1.1" : protocols[0]),
  });
}

function join(one: Duplex, other: Duplex): void {
  const end = (): void => {
    one.destroy();
    other.destroy();
  };
  for (const side of [one, other]) side.once("error", end).once("close", () => (side.readableEnded ? undefined : end()));
  one.pipe(other);
  other.pipe(one);
}
