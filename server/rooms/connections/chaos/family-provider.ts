import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A new refresh token in place of an old one, as the provider saw it. */
export interface Rotation {
  family: number;
  /** Which worker's door it came by. */
  door: number;
  at: number;
}

/**
 * A refresh token came a second time: its whole family is ended. `after` is the last answer its family was given before; `again` when that one
 * had ended it already.
 */
export interface Reuse {
  family: number;
  after: Rotation;
  again: boolean;
}

interface Family {
  refresh: string;
  alive: boolean;
  last: Rotation | undefined;
  access: Map<string, number>;
}

/**
 * A provider that gives a new refresh token each time and ends the whole family when an old one comes again. It has a door for each worker,
 * so that it knows who was told what.
 */
export class FamilyProvider {
  readonly rotations: Rotation[] = [];
  readonly reuses: Reuse[] = [];
  /** When each door was last asked at. */
  readonly seen = new Map<number, number>();
  refused = 0;
  used = 0;
  readonly #families: Family[] = [];
  readonly #servers: Server[] = [];
  readonly #lifetimeMs: number;
  #count = 0;

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  /** @returns the door's place, `127.0.0.1:port` */
  async openDoor(door: number): Promise<string> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      this.seen.set(door, Date.now());
      request.on("data", (part: Buffer) => void parts.push(part));
      request.once("end", () => {
        const answer =
          request.url === "/use" ? this.#use(request.headers.authorization ?? "") : this.#token(Buffer.concat(parts).toString(), door);
        // Some answers take their time: a worker may be killed in between.
        setTimeout(
          () => response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body)),
          Math.random() * 40,
        );
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#servers.push(server);
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** As if a person had allowed it: the first tokens of a new family. */
  allow(): { access_token: string; refresh_token: string } {
    const family: Family = { refresh: this.#name("refresh"), alive: true, last: undefined, access: new Map() };
    this.#families.push(family);
    return { access_token: this.#grantAccess(family), refresh_token: family.refresh };
  }

  close(): void {
    for (const server of this.#servers) server.close().closeAllConnections();
  }

  #name(what: string): string {
    return `${what}.${this.#families.length}.${++this.#count}.${Math.random().toString(36).slice(2)}`;
  }

  #grantAccess(family: Family): string {
    const access = this.#name("access");
    family.access.set(access, Date.now() + this.#lifetimeMs);
    return access;
  }

  #use(header: string): { status: number; body: object } {
    const access = header.replace(/^Bearer /, "");
    const isGood = this.#families.some((family) => family.alive && (family.access.get(access) ?? 0) > Date.now());
    if (isGood) this.used += 1;
    else this.refused += 1;
    return { status: isGood ? 200 : 401, body: {} };
  }

  #token(body: string, door: number): { status: number; body: object } {
    const given = new URLSearchParams(body).get("refresh_token") ?? "";
    const at = Date.now();
    const index = this.#families.findIndex((family) => family.alive && family.refresh === given);
    const family = this.#families[index];
    if (family) {
      family.last = { family: index, door, at };
      this.rotations.push(family.last);
      family.refresh = `${this.#name("refresh")}.of.${index}`;
      return {
        status: 200,
        body: {
          access_token: this.#grantAccess(family),
          refresh_token: family.refresh,
          token_type: "bearer",
          expires_in: this.#lifetimeMs / 1_000,
        },
      };
    }
    this.#noteReuse(given, { door, at });
    return { status: 400, body: { error: "invalid_grant" } };
  }

  #noteReuse(given: string, asked: { door: number; at: number }): void {
    const index = Number(/\.of\.(\d+)$/.exec(given)?.[1] ?? given.split(".")[1]);
    const family = this.#families[index];
    this.reuses.push({ family: index, after: family?.last ?? { family: index, door: -1, at: 0 }, again: family?.alive === false });
    if (!family) return;
    family.alive = false;
    family.last = { family: index, ...asked };
  }
}
