import { StoaError } from "../errors.ts";
import { tenantOf, type Scope } from "../scope.ts";

interface Share {
  held: number;
  waiting: (() => void)[];
}

/** At least so many, of however small a pool. */
const least = 2;
/** Of one tenant so many wait; who would come behind them is told so, instead of being asked for long after they have gone. */
const mayWait = 200;

/**
 * Of a pool's connections one tenant holds a quarter at once, so that its slow questions leave others theirs; what it asks beyond them waits for
 * one of its own. What waits for something else than the database, as a followed log does, holds none. The engine is bound by nothing.
 */
export class Shares {
  readonly most: number;
  readonly #tenants = new Map<string, Share>();

  constructor(connections: number) {
    this.most = Math.max(least, Math.floor(connections / 4));
  }

  /** Resolves when this scope may take a connection, with what says that it was given back. @throws StoaError rate_limited when too many wait already */
  async enter(scope: Scope): Promise<() => void> {
    if (scope.kind === "engine") return () => {};
    const tenant = tenantOf(scope);
    const share = this.#tenants.get(tenant) ?? { held: 0, waiting: [] };
    this.#tenants.set(tenant, share);
    if (share.held < this.most) share.held += 1;
    else if (share.waiting.length >= mayWait) throw tooMany();
    else await new Promise<void>((go) => share.waiting.push(go));
    return () => this.#leave(tenant, share);
  }

  #leave(tenant: string, share: Share): void {
    const next = share.waiting.shift();
    if (next) return next();
    share.held -= 1;
    if (share.held === 0) this.#tenants.delete(tenant);
  }
}

const tooMany = (): StoaError =>
  new StoaError("rate_limited", {
    what: `${mayWait} requests wait for the database already.`,
    fix: "Ask less at once: wait a second, then try again.",
    retryAfter: 1,
  });
