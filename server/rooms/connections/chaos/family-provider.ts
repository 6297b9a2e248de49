import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a family's refresh token was answered with, and to which process. */
export interface Answer {
  family: number;
  /** The process that asked, by the number in the address it asks at. */
  life: number;
  at: number;
  /** The refresh token that it was an answer to. */
  given: string;
  /** Somebody has used the access token that was in it: whoever does must have kept the refresh token before. */
  used: boolean;
}

/** A refresh token came a second time: its whole family is ended. `again` when that had happened before. */
export interface Reuse {
  family: number;
  /** The last answer its family was given before. */
  after: Answer | undefined;
  again: boolean;
}

interface Family {
  refresh: string;
  alive: boolean;
  last: Answer | undefined;
  access: Map<string, { until: number; of: Answer | undefined }>;
}

interface Said {
  status: number;
  body: object;
}

/** A provider that gives a new refresh token each time, and ends the whole family when an old one comes again. */
export class FamilyProvider {
  readonly rotations: Answer[] = [];
  readonly reuses: Reuse[] = [];
  /** Processes that have asked for anything. */
  readonly seen = new Set<number>();
  refused = 0;
  used = 0;
  readonly #families: Family[] = [];
  readonly #lifetimeMs: number;
  #server: Server | undefined;
  #count = 0;

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  /** @returns its place, `127.0.0.1:port` */
  async open(): Promise<string> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => void parts.push(part));
      request.once("end", () => {
        const { status, body } = this.#answer(request.url ?? "", request.headers.authorization ?? "", Buffer.concat(parts).toString());
        // Some answers take their time: a process may be killed in between.
        setTimeout(() => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)), Math.random() * 40);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#server = server;
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** As if a person had allowed it: the first tokens of a new family. */
  allow(): { access_token: string; refresh_token: string } {
    const family: Family = { refresh: "", alive: true, last: undefined, access: new Map() };
    const index = this.#families.push(family) - 1;
    return { access_token: this.#grantAccess(family, undefined), refresh_token: this.#nextRefresh(family, index) };
  }

  close(): void {
    this.#server?.close().closeAllConnections();
  }

  #answer(url: string, authorization: string, body: string): Said {
    const [, what = "", life = ""] = url.split("/");
    this.seen.add(Number(life));
    return what === "use" ? this.#use(authorization.replace(/^Bearer /, "")) : this.#token(body, Number(life));
  }

  #nextRefresh(family: Family, index: number): string {
    family.refresh = `refresh.${index}.${++this.#count}`;
    return family.refresh;
  }

  #grantAccess(family: Family, of: Answer | undefined): string {
    const access = `access.${++this.#count}`;
    family.access.set(access, { until: Date.now() + this.#lifetimeMs, of });
    return access;
  }

  #use(access: string): Said {
    const found = this.#families.find((family) => family.access.has(access));
    const grant = found?.access.get(access);
    if (grant?.of) grant.of.used = true;
    const isGood = found?.alive === true && grant !== undefined && grant.until > Date.now();
    if (isGood) this.used += 1;
    else this.refused += 1;
    return { status: isGood ? 200 : 401, body: {} };
  }

  #token(body: string, life: number): Said {
    const given = new URLSearchParams(body).get("refresh_token") ?? "";
    const index = Number(given.split(".")[1]);
    const family = this.#families[index];
    const answer: Answer = { family: index, life, at: Date.now(), given, used: false };
    if (!family?.alive || family.refresh !== given) {
      this.reuses.push({ family: index, after: family?.last, again: family?.alive === false });
      if (family) Object.assign(family, { alive: false, last: answer });
      return { status: 400, body: { error: "invalid_grant" } };
    }
    family.last = answer;
    this.rotations.push(answer);
    const tokens = { access_token: this.#grantAccess(family, answer), refresh_token: this.#nextRefresh(family, index) };
    return { status: 200, body: { ...tokens, token_type: "bearer", expires_in: this.#lifetimeMs / 1_000 } };
  }
}
