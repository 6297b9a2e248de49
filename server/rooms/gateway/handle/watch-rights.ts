import { setTimeout } from "node:timers/promises";
import { transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import type { DeclaredAction } from "../document/read-document.ts";
import { makeActionFinder, type FindAction } from "../match-action.ts";
import { findApi, listActionRows, type ApiRow } from "../store/actions.ts";

/** What a customer allowed an installation, action by action. */
export type Grants = ReadonlyMap<string, { scopes: readonly string[]; revokedAt: number | null }>;

/** What holds at one moment. */
export interface Rights {
  api: ApiRow | undefined;
  find: FindAction<DeclaredAction>;
  grants: Grants;
}

/** What was read so long ago is read again before the next request is let through. */
const freshMs = 1_000;
/** What cannot be read again for so long holds no more. */
const staleMs = 4_000;

export interface RightsInput {
  sideId: string;
  /** Of a higher room. */
  readGrants: (ctx: TxCtx) => Promise<Grants>;
}

/** Keeps what an attempt may do read anew, a second old at most; the host's actions only when it has changed them. */
export class RightsWatch {
  readonly #ctx: Ctx;
  readonly #input: RightsInput;
  #rights: Rights | undefined;
  #readAt = -Infinity;
  #reading: Promise<Rights> | undefined;

  constructor(ctx: Ctx, input: RightsInput) {
    this.#ctx = ctx;
    this.#input = input;
  }

  /** @throws Error when it is not known any more what holds */
  async now(): Promise<Rights> {
    const age = performance.now() - this.#readAt;
    if (this.#rights && age < freshMs) return this.#rights;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    try {
      return await within(this.#reading, this.#rights && age < staleMs ? staleMs - age : staleMs);
    } catch (error) {
      if (this.#rights && performance.now() - this.#readAt < staleMs) return this.#rights;
      throw error;
    }
  }

  async #read(): Promise<Rights> {
    const began = performance.now();
    const { sideId, readGrants } = this.#input;
    const known = this.#rights;
    this.#rights = await transaction(this.#ctx, async (inner) => {
      const api = await findApi(inner.tx, sideId);
      const grants = await readGrants(inner);
      if (known && known.api?.version === api?.version) return { ...known, api, grants };
      const actions = api ? await listActionRows(inner.tx, sideId) : [];
      return { api, grants, find: makeActionFinder(actions, api?.closed) };
    });
    this.#readAt = began;
    return this.#rights;
  }
}

/** A database that hangs answers nothing, and must not leave on what it can no longer take back. */
async function within<T>(reading: Promise<T>, ms: number): Promise<T> {
  const over = new AbortController();
  const late = setTimeout(ms, undefined, { signal: over.signal }).then((): never => {
    throw new Error("what this run may do could not be read in time");
  });
  reading.catch(() => undefined);
  late.catch(() => undefined);
  try {
    return await Promise.race([reading, late]);
  } finally {
    over.abort();
  }
}
