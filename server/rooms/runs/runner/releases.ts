import type { TxCtx } from "../../../base/index.ts";
import { resolveRelease } from "../../catalog/index.ts";

export type Release = Awaited<ReturnType<typeof resolveRelease>>;

const mostKept = 500;

/** Releases a runner has read: they never change, and their manifests are the largest thing a run is made of. */
export class Releases {
  readonly #known = new Map<string, Release>();

  /** @throws StoaError not_found */
  async read(ctx: TxCtx, which: { integrationId: string; releaseId: string }): Promise<Release> {
    const key = `${which.integrationId} ${which.releaseId}`;
    const known = this.#known.get(key);
    this.#known.delete(key);
    const release = known ?? (await resolveRelease(ctx, which));
    this.#known.set(key, release);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKept && oldest !== undefined) this.#known.delete(oldest);
    return release;
  }
}
