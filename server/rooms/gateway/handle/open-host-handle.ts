import { transaction, type Ctx } from "../../../base/index.ts";
import type { Admission, Gate, GateRefusal } from "../../sandbox/index.ts";
import { findApi } from "../store/actions.ts";
import type { CallOwner } from "../store/calls.ts";
import { findCustomerRef } from "../store/host-tokens.ts";
import { CallLog } from "./call-log.ts";
import { credentialFor, type Caller } from "./credential.ts";
import { judgeRequest, type Asked } from "./judge-request.ts";
import { RightsWatch, type Rights, type RightsInput } from "./watch-rights.ts";

/** One attempt's way to its host's API, from its opening to its closing and for nobody else. */
export interface HostHandle {
  gate: Gate;
  problems: string[];
  /** Ends what is under way, and writes down what is not yet. May be called again. Never rejects. */
  close(): Promise<void>;
}

export interface HostHandleInput extends Pick<RightsInput, "readGrants"> {
  run: CallOwner;
  /** The actions its manifest asks for. */
  asked: readonly string[];
  publicUrl: string;
}

/** While requests are under way, what they were let through by is looked at so often. */
const lookMs = 1_000;

const unready = new URL("http://host.invalid");

/** Opens an attempt's way to its host's API. Engine scope. */
export async function openHostHandle(ctx: Ctx, input: HostHandleInput): Promise<HostHandle> {
  const { run } = input;
  const { api, customer } = await transaction(ctx, async ({ tx }) => ({
    api: await findApi(tx, run.sideId),
    customer: await findCustomerRef(tx, run.customerId),
  }));
  const base = (api && URL.parse(api.base)) ?? unready;
  const handle = new Handle(ctx, input, { base, caller: { ...run, customerRef: customer?.ref ?? "" } });
  const problems = api ? [] : ["The host has not said what its API can do; requests for its actions are refused."];
  return { gate: handle.gate(api?.title ?? "the host"), problems, close: () => handle.close() };
}

interface Going {
  name: string;
  asked: Asked;
  stop: AbortController;
}

class Handle {
  readonly #ctx: Ctx;
  readonly #declared: ReadonlySet<string>;
  readonly #publicUrl: string;
  readonly #base: URL;
  readonly #caller: Caller;
  readonly #rights: RightsWatch;
  readonly #calls: CallLog;
  readonly #going = new Set<Going>();
  #looking: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(ctx: Ctx, input: HostHandleInput, { base, caller }: { base: URL; caller: Caller }) {
    this.#ctx = ctx;
    this.#declared = new Set(input.asked);
    this.#publicUrl = input.publicUrl;
    this.#base = base;
    this.#caller = caller;
    this.#rights = new RightsWatch(ctx, { sideId: input.run.sideId, readGrants: input.readGrants });
    this.#calls = new CallLog(ctx, input.run);
  }

  gate(title: string): Gate {
    return {
      title,
      base: this.#base,
      admit: (asked) => this.#admit(asked),
      malformed: (asked, why) => this.#noteRefused(asked, null, why),
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#rest();
    for (const { stop } of this.#going) stop.abort(new Error("the run has ended"));
    await this.#calls.flush();
  }

  async #admit(asked: Asked): Promise<Admission | GateRefusal> {
    try {
      return await this.#judge(asked);
    } catch (error) {
      this.#ctx.log.warn({ run: this.#caller.runId, err: error }, "a request to a host's API could not be judged");
      return this.#refuse(asked, null, notReady("It cannot be told now what this run may do.", "Try again in a moment."));
    }
  }

  async #judge(asked: Asked): Promise<Admission | GateRefusal> {
    if (this.#closed) return this.#refuse(asked, null, notReady("The run has ended.", "Nothing: its way to the host is closed."));
    const rights = await this.#rights.now();
    const judged = judgeRequest(rights, this.#declared, asked);
    if ("refusal" in judged) return this.#refuse(asked, judged.action, judged.refusal);
    const { api } = rights;
    const { action } = judged;
    if (!api || URL.parse(api.base)?.href !== this.#base.href)
      return this.#refuse(asked, action.name, notReady("The host's API has moved since this run began.", "The next run reaches it."));
    const token = await credentialFor(this.#ctx, { api, caller: this.#caller, action, asked, publicUrl: this.#publicUrl });
    if (token === undefined)
      return this.#refuse(
        asked,
        action.name,
        notReady("The host has handed over no token for this customer.", "The host hands it over: PUT /v1/sides/…/host-token."),
      );
    return this.#admission(asked, { name: action.name, headers: { [api.header]: `${api.prefix}${token}` }, token });
  }

  #admission(asked: Asked, { name, headers, token }: { name: string; headers: Record<string, string>; token: string }): Admission {
    const going: Going = { name, asked, stop: new AbortController() };
    const began = performance.now();
    this.#going.add(going);
    this.#looking ??= setInterval(() => void this.#look(), lookMs);
    return {
      headers,
      sensitive: [token],
      signal: going.stop.signal,
      ended: ({ status, bytesOut, bytesIn, fault }) => {
        this.#going.delete(going);
        if (this.#going.size === 0) this.#rest();
        const refused = going.stop.signal.aborted ? (going.stop.signal.reason as Error).message : null;
        const { method } = asked;
        const path = asked.path.slice(0, 300);
        const tookMs = Math.round(performance.now() - began);
        this.#calls.add({ action: name, method, path, status: fault === undefined ? status : null, bytesOut, bytesIn, tookMs, refused });
      },
    };
  }

  #rest(): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  /** What was taken back meanwhile ends, and so does everything when that cannot be told. */
  async #look(): Promise<void> {
    const rights = await this.#rights.now().catch((): Rights | undefined => undefined);
    for (const { asked, stop, name } of this.#going) {
      const judged = rights && judgeRequest(rights, this.#declared, asked);
      if (!judged) stop.abort(new Error(`it could not be told any more whether ${name} is allowed`));
      else if ("refusal" in judged) stop.abort(new Error(judged.refusal.what));
    }
  }

  #refuse(asked: Asked, action: string | null, refusal: GateRefusal): GateRefusal {
    this.#noteRefused(asked, action, refusal.what);
    return refusal;
  }

  #noteRefused({ method, path }: Asked, action: string | null, why: string): void {
    const nothing = { status: null, bytesOut: 0, bytesIn: 0, tookMs: 0 };
    this.#calls.add({ action, method: method.slice(0, 20), path: path.slice(0, 300), ...nothing, refused: why.slice(0, 300) });
  }
}

const notReady = (what: string, fix: string): GateRefusal => ({ status: 503, error: "host_not_ready", what, fix, because: "neither" });
