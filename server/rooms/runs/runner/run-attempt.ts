import type { Verdict } from "@stoa/contract";
import { addressSettings, secretsInProgram, type Settled } from "@stoa/program";
import { LogWriter } from "../../../base/logs/index.ts";
import type { HostHandle } from "../../gateway/index.ts";
import { missedPlaces, placeOf, type Box, type BoxEnd } from "../../sandbox/index.ts";
import { createMasker, type Masker } from "../../trust/index.ts";
import type { Completion } from "../queue/complete-runs.ts";
import { nothingDone } from "../queue/nothing-done.ts";
import { saveCheckpoint } from "../queue/save-checkpoints.ts";
import type { ClaimedRun } from "../states.ts";
import { transaction } from "../../../base/index.ts";
import { insertChunk } from "../store/chunks.ts";
import type { StateValue } from "../store/states.ts";
import { AttemptOutput } from "./attempt-output.ts";
import { jsonState, type Hydrated } from "./hydrate-runs.ts";
import { adapterOf, logPrefix, prepareBox, storeFolder, type PreparedBox } from "./make-spec.ts";
import { linkAccounts, type LinkedAccounts } from "./link-accounts.ts";
import { isAway, patiently } from "./patiently.ts";
import { pump } from "./pump.ts";
import { readMessages } from "./read-messages.ts";
import { nameDeclared } from "./name-declared.ts";
import type { RunnerPlace } from "./runner-deps.ts";
import { jsonValue, logOf, resultOf } from "./kept-parts.ts";
import { usageOf } from "./usage-of.ts";
import { workedThere } from "./worked-there.ts";
import { cancelledVerdict, faultNote, faultVerdict, hits, inItsLanguage, lesserBoxVerdict, rawVerdict } from "./verdicts.ts";

const checkpointMs = 1_000;

/** What may happen to an attempt from outside. */
export type StopReason = "cancel" | "shutdown" | "fenced";

/** One attempt under way. */
export interface AttemptHandle {
  stop(reason: StopReason): void;
  /** Null: the run is not ours any more, nothing is to be written. Never rejects. */
  done: Promise<Completion | null>;
}

/** The key of an attempt's log among those being written in this process. */
export function liveKey(runId: string, attempt: number): string {
  return `run ${runId} ${attempt}`;
}

/** Carries one attempt out: reads what it needs, starts its box, follows it, judges it. */
export function runAttempt(deps: RunnerPlace, run: ClaimedRun): AttemptHandle {
  const attempt = new Attempt(deps, run);
  return { stop: (reason) => attempt.stop(reason), done: attempt.carryOut() };
}

/** The end of a box, with the requests that were not passed on for it. */
type Ended = BoxEnd & { missed: ReturnType<typeof missedPlaces>; refusedRequests: string[]; withheldRequests: string[] };

class Attempt {
  readonly #deps: RunnerPlace;
  readonly #run: ClaimedRun;
  #box: Box | undefined;
  #writer: LogWriter | undefined;
  #reason: StopReason | undefined;
  #accounts: LinkedAccounts = new Map();
  #hostApi: HostHandle | undefined;
  #saving: Promise<void> | undefined;
  #saveTimer: NodeJS.Timeout | undefined;

  constructor(deps: RunnerPlace, run: ClaimedRun) {
    this.#deps = deps;
    this.#run = run;
    if (run.cancelAt !== null) this.#reason = "cancel";
  }

  stop(reason: StopReason): void {
    this.#reason ??= reason;
    if (reason === "fenced") this.#reason = "fenced";
    if (this.#box) this.#endBox(this.#box, reason);
  }

  /** Another runner may already have taken up a fenced run: its program gets no time to end. A runner that stops has little to give. */
  #endBox(box: Box, reason: StopReason): void {
    if (reason === "fenced") return box.kill();
    box.stop(reason);
    if (reason !== "shutdown") return;
    const timer = setTimeout(() => box.kill(), this.#deps.settings.preemptGraceMs);
    void box.ended.then(() => clearTimeout(timer));
  }

  async carryOut(): Promise<Completion | null> {
    const { log } = this.#deps;
    try {
      const completion = await this.#begin();
      return this.#isFenced() ? null : completion;
    } catch (error) {
      this.#box?.kill();
      const end = await this.#box?.ended;
      if (this.#isFenced()) return null;
      log.error({ run: this.#run.runId, attempt: this.#run.attempt, err: error }, "an attempt could not be carried out");
      if (!isAway(error)) return this.#tellFault(error, end);
      return this.#plain(this.#reason === "shutdown" && !end ? "returned" : "lost", end);
    } finally {
      await this.#hostApi?.close();
    }
  }

  /** The run's own log says what stood in the way, too: who reads it later has no other. */
  async #tellFault(error: unknown, end: BoxEnd | undefined): Promise<Completion> {
    const plain = this.#plain(faultVerdict(error, end !== undefined), end);
    try {
      const writer = this.#writer ?? this.#openLog(createMasker([]));
      writer.note(faultNote(error));
      return { ...plain, log: logOf(await writer.seal()) };
    } catch (cause) {
      this.#deps.log.warn({ run: this.#run.runId, err: cause }, "the log of an attempt that could not be carried out was not kept");
      return plain;
    }
  }

  #isFenced(): boolean {
    return this.#reason === "fenced";
  }

  /** A database or a spawner that is away comes back: no fault of the run. */
  #patiently<T>(work: () => Promise<T>): Promise<T> {
    return patiently(work, { withinMs: this.#deps.settings.patienceMs, isOver: () => this.#reason !== undefined });
  }

  async #begin(): Promise<Completion | null> {
    if (this.#reason === "cancel") return this.#plain(cancelledVerdict);
    if (this.#reason === "shutdown") return this.#plain("returned");
    const hydrated = await this.#patiently(() => this.#deps.hydration.add(this.#run));
    if (hydrated === "lost") return null;
    if (hydrated === "paused") return this.#plain("held");
    if (hydrated === "removed")
      return this.#plain({ ...cancelledVerdict, rule: "removed", sentence: "The integration was removed before the run began." });
    const refused = this.#refused(hydrated);
    if (refused) return this.#plain(refused);
    const accounts = await linkAccounts(this.#deps, hydrated);
    if ("outcome" in accounts) return this.#plain(accounts);
    this.#accounts = accounts;
    this.#hostApi = await this.#openHost(hydrated);
    return this.#atTurn(hydrated, await this.#prepare(hydrated));
  }

  #prepare(hydrated: Hydrated): Promise<PreparedBox> {
    return prepareBox(this.#deps, this.#run, hydrated, { accounts: this.#accounts, hostApi: this.#hostApi });
  }

  /** Valid for this attempt alone, from here to the end of its box. */
  async #openHost({ release: { manifest } }: Hydrated): Promise<HostHandle | undefined> {
    const { actions = [] } = manifest;
    return actions.length === 0 ? undefined : this.#deps.openHost?.({ run: this.#run, asked: actions.map(({ name }) => name) });
  }

  /** What this deployment does not do for any program. */
  #refused({ release: { manifest }, secrets, accounts }: Hydrated): Verdict | undefined {
    const read = secretsInProgram(manifest).filter((name) => secrets[name] || accounts.has(name));
    if (read.length > 0 && this.#deps.settings.rawSecrets === "deny") return rawVerdict(read);
    return manifest.sandbox === "gvisor" && this.#deps.sandbox.capabilities?.tier !== "gvisor" ? lesserBoxVerdict : undefined;
  }

  async #atTurn(hydrated: Hydrated, first: PreparedBox): Promise<Completion> {
    const leave = this.#run.kind === "work" ? await this.#deps.turns.take(this.#run.customerId) : () => {};
    let prepared = first;
    try {
      const asked = this.#asked();
      if (asked === "cancel") return this.#plain(cancelledVerdict);
      if (asked || !leave) return this.#plain("returned");
      const began = performance.now();
      prepared = await this.#startBox(hydrated, first);
      return await this.#inBox(hydrated, prepared, () => leave(performance.now() - began));
    } finally {
      leave?.(undefined);
      prepared.broker.close();
    }
  }

  /** What came while it waited. */
  #asked(): StopReason | undefined {
    return this.#reason;
  }

  /** A folder of state is sent once: for another try everything is prepared anew. @returns what the box was started with */
  #startBox(hydrated: Hydrated, first: PreparedBox): Promise<PreparedBox> {
    let ready: PreparedBox | undefined = first;
    return this.#patiently(async () => {
      const prepared = ready ?? (await this.#prepare(hydrated));
      ready = undefined;
      try {
        this.#box = await this.#deps.sandbox.start(prepared.spec);
        return prepared;
      } catch (error) {
        prepared.broker.close();
        throw error;
      }
    });
  }

  async #inBox(hydrated: Hydrated, prepared: PreparedBox, leave: () => void): Promise<Completion> {
    const box = this.#box;
    if (!box) throw new Error("There is no box.");
    const { manifest } = hydrated.release;
    const masker = createMasker(prepared.sensitive);
    const output = new AttemptOutput({
      manifest,
      mode: this.#run.mode,
      hosts: prepared.hosts,
      addresses: addressSettings(manifest, hydrated.config, hydrated.hosts),
      limits: prepared.spec.limits,
      masker,
      keepsStdout: adapterOf(manifest.contract).output === "stdout-json",
      onMessage: () => this.#noteCheckpoint(hydrated, output),
    });
    const writer = this.#openLog(masker, output);
    this.#writer = writer;
    for (const problem of prepared.problems) writer.note(problem);
    if (this.#reason) this.#endBox(box, this.#reason);
    await Promise.all([pump(box, writer), readMessages(box, output)]);
    const end = await box.ended;
    leave();
    prepared.broker.close();
    clearTimeout(this.#saveTimer);
    await this.#saving;
    const refused = prepared.broker.refused();
    const contacted = [...end.contacted, ...refused.map(({ contact }) => contact)];
    await this.#hostApi?.close();
    const because = (why: "undeclared" | "withheld"): string[] =>
      refused.filter((one) => one.because === why).map(({ request }) => request);
    const requests = { refusedRequests: because("undeclared"), withheldRequests: because("withheld") };
    return this.#finish(hydrated, output, writer, { ...end, missed: missedPlaces(end.contacted), contacted, ...requests });
  }

  #openLog(masker: Masker, output?: AttemptOutput): LogWriter {
    const { blobs, clock, live, ctx, disk } = this.#deps;
    const { runId, attempt, runnerId, sideId, customerId, publisherId } = this.#run;
    return new LogWriter({
      blobs,
      clock,
      masker,
      prefix: logPrefix(this.#run, attempt),
      live: live.open(liveKey(runId, attempt)),
      isDiskFull: () => disk?.isFull ?? false,
      onLines: (...told) => output?.lines(...told),
      onChunk: (chunk) =>
        this.#patiently(() =>
          transaction(ctx, ({ tx }) => insertChunk(tx, { ...chunk, runId, attempt, sideId, customerId, publisherId }, runnerId)),
        ),
    });
  }

  /** At most one write a second, the last message always within it. */
  #noteCheckpoint(hydrated: Hydrated, output: AttemptOutput): void {
    if (this.#saveTimer || this.#saving) return;
    this.#saveTimer = setTimeout(() => {
      this.#saveTimer = undefined;
      this.#saving = this.#save(hydrated, output).finally(() => (this.#saving = undefined));
    }, checkpointMs);
  }

  async #save(hydrated: Hydrated, output: AttemptOutput): Promise<void> {
    const { progress, counts, state } = output.messages;
    const keeps =
      state !== null && this.#savesState(hydrated) && hydrated.release.manifest.state === "json" && Object.keys(state).length > 0;
    const kept = await saveCheckpoint(this.#deps.ctx, { run: this.#run, progress, counts, state: keeps ? jsonValue(state) : null }).catch(
      (error: unknown) => {
        this.#deps.log.warn({ run: this.#run.runId, err: error }, "a checkpoint was not saved; the next one will be");
        return true;
      },
    );
    if (!kept) this.stop("fenced");
    else this.#deps.wake.moved([this.#run.runId]);
  }

  #savesState(hydrated: Hydrated): boolean {
    return this.#run.mode === "run" && (hydrated.input === undefined || hydrated.input.saveState);
  }

  async #finish(hydrated: Hydrated, output: AttemptOutput, writer: LogWriter, end: Ended): Promise<Completion> {
    const { manifest } = hydrated.release;
    const settled = adapterOf(manifest.contract).settle({
      manifest,
      mode: this.#run.mode,
      exitCode: end.exitCode,
      messages: output.messages,
      stdout: output.stdout,
      state: jsonState(hydrated.state),
    });
    for (const note of settled.notes) writer.note(note);
    for (const contact of end.contacted)
      if (contact.refused !== null) writer.note(`Not reached: ${placeOf(contact)} (${contact.refused}).`);
    const declared = nameDeclared(manifest, {
      hosts: hydrated.hosts,
      config: hydrated.config,
      linked: this.#accounts,
      host: this.#hostApi?.gate.base,
    });
    const folder = await this.#keepFolder(hydrated, end);
    const worked = await workedThere(this.#deps.ctx, this.#run.installationId, hydrated, end.missed);
    const told = { ...settled, ...(folder.fault === undefined ? {} : { fault: folder.fault }), worked };
    const verdict = this.#judge(hydrated, output, end, told);
    const sealed = await writer.seal();
    const evidence = typeof verdict === "object" ? verdict.evidence : null;
    const states = this.#statesToKeep(hydrated, settled, folder.value);
    return {
      ...this.#plain(verdict),
      evidenceLine: evidence && sealed.leftOut === 0 ? output.lineOfLog(evidence.stream, evidence.line) : null,
      retry: manifest.retry,
      counts: output.messages.counts,
      failedItems: output.messages.failedItems,
      failedTotal: output.messages.failedTotal,
      states,
      result: resultOf(settled, this.#run.mode),
      usage: usageOf(end, sealed, states),
      contacted: end.contacted.map((contact) => ({ ...contact, declared: declared(contact) })),
      exitCode: end.exitCode,
      signal: end.signal,
      releaseId: hydrated.release.id,
      configDigest: hydrated.configDigest,
      log: logOf(sealed),
    };
  }

  #judge(
    hydrated: Hydrated,
    output: AttemptOutput,
    end: Ended,
    { worked, ...settled }: Settled & { worked: boolean },
  ): Completion["verdict"] {
    if (end.hit === "shutdown") return "returned";
    if (end.hit === "lost") return "lost";
    const hit = end.hit === null ? null : hits[end.hit];
    const verdict = output.judge.end({
      exitCode: end.exitCode,
      signal: end.signal,
      limitsTold: true,
      hit: this.#reason === "cancel" && hit === null && end.exitCode !== 0 ? "cancelled" : hit,
      messages: output.messages,
      refusedHosts: end.contacted.filter((contact) => contact.forbidden).map(placeOf),
      missed: end.missed,
      reached: end.contacted.filter(({ refused }) => refused === null),
      worked,
      refusedRequests: end.refusedRequests,
      withheldRequests: end.withheldRequests,
      previousRuns: hydrated.lastSucceeded.map(({ created, updated, skipped, failed }) => ({ created, updated, skipped, failed })),
      settled,
    });
    return inItsLanguage(hydrated, verdict);
  }

  /** A folder is kept when its program ended by itself: killed in the middle of a write it may be broken, and the old one stays. */
  async #keepFolder(hydrated: Hydrated, end: BoxEnd): Promise<{ value?: StateValue; fault?: string }> {
    if (end.stateError !== undefined) return end.hit === null ? { fault: `The state folder was not kept: ${end.stateError}` } : {};
    if (!end.state) return {};
    if (end.hit !== null || !this.#savesState(hydrated)) {
      end.state.resume();
      return {};
    }
    const { key, bytes } = await storeFolder(this.#deps.blobs, this.#run, end.state);
    return { value: { form: "directory", value: null, blobKey: key, bytes } };
  }

  /** An empty state never replaces a good one. */
  #statesToKeep(hydrated: Hydrated, settled: Settled, folder: StateValue | undefined): Completion["states"] {
    const states: Completion["states"] = {};
    const { state, options, result } = settled;
    if (folder) states.sync = folder;
    if (state && this.#savesState(hydrated) && Object.keys(state).length > 0) states.sync = jsonValue(state);
    if (options && this.#run.mode === "options") states.options = jsonValue(options);
    if (result !== undefined && this.#run.mode === "run") states.result = jsonValue(result);
    return states;
  }

  /** @param end of a box of which no more was kept: what its program used was used */
  #plain(verdict: Completion["verdict"], end?: BoxEnd): Completion {
    const { runId, attempt, runnerId, installationId } = this.#run;
    return {
      runId,
      attempt,
      runnerId,
      installationId,
      verdict,
      endedAt: this.#deps.clock.now(),
      retry: { attempts: 3, on: ["platform"] },
      ...nothingDone(),
      ...(end && { usage: usageOf(end, { chunks: [] }, {}), exitCode: end.exitCode, signal: end.signal }),
      box: "tier" in this.#deps.about ? `${String(this.#deps.about.tier)}${this.#box?.warm ? " warm" : ""}` : null,
    };
  }
}
