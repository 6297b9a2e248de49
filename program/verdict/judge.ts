import {
  failureTable,
  saidSentence,
  type Counts,
  type Evidence,
  type FailureClass,
  type Manifest,
  type MessageSummary,
  type Stream,
  type Verdict,
} from "@stoa/contract";
import type { Mode } from "../adapters/adapter.ts";
import { failedCount } from "../messages/fold-messages.ts";
import { blameAddress, type MissedPlace } from "./address-fault.ts";
import type { AddressSetting } from "./address-settings.ts";
import { addressIn, blamedAccounts, mailField, namedAddress, namedSettings, titleOf } from "./blamed.ts";
import { refusesMail } from "./classify-line.ts";
import { CauseFinder } from "./cause.ts";
import type { Detector } from "./detector.ts";
import { createDetectors } from "./detectors.ts";
import { exitMeaning, shellCode } from "./exit-meaning.ts";
import { judgeItems } from "./judge-items.ts";
import { limitSentence, limitsOf, type AttemptLimits } from "./limit-sentences.ts";
import { toEvidence, toLine, type Line } from "./line.ts";
import { PublisherRules } from "./publisher-rules.ts";
import { isRecovery } from "./recovery.ts";
import { sentenceFor, serverIn } from "./sentences.ts";
import { Skimmer } from "./skimmer.ts";

/** What ended an attempt from outside; null when the program ended by itself. */
export type Hit = "cancelled" | "timeout" | "memory" | "pids" | "disk" | "output" | "policy" | "platform";

export interface Ending {
  exitCode: number | null;
  signal: string | null;
  hit: Hit | null;
  /** A limit that ended the program would be named in `hit`, as in a box; false: a kill may have been for memory. */
  limitsTold?: boolean;
  messages: MessageSummary;
  /** Hosts the box refused to connect, as `host:port`. */
  refusedHosts?: string[];
  /** Every declared place it asked for and did not reach. */
  missed?: MissedPlace[];
  /** The places that answered; absent where that is not known. */
  reached?: { host: string }[];
  /** What was missed has answered before, with the same settings. */
  worked?: boolean;
  /** Requests that were not passed on because the manifest does not declare them, such as `DELETE /v1/contacts/7`. */
  refusedRequests?: string[];
  /** Requests that its customer does not allow, or not any more. */
  withheldRequests?: string[];
  /** Counts of the runs before this one that succeeded, newest first; only asked when the manifest says `unchanged`. */
  previousRuns?: Counts[];
  /** What the contract's adapter made of the output, for contracts that speak on stdout. */
  settled?: { fault?: string; options?: unknown };
  /** A sentence of the platform's own for the hits `platform` and `policy`, e.g. which part failed. */
  detail?: string;
}

export interface JudgeOptions {
  contract?: string;
  mode?: Mode;
  /** Host names the program may reach, so that a lookup of another one is seen as undeclared. Absent: unlimited. */
  hosts?: readonly string[];
  /** The settings that hold addresses, so that one that leads nowhere is named. */
  addresses?: readonly AddressSetting[];
  /** What the attempt may use; absent: what the manifest says. */
  limits?: AttemptLimits;
}

/** Watches one attempt line by line (already masked), then says how it ended. Memory stays constant in the log's length. */
export interface Judge {
  line(stream: Stream, text: string, lineNumber: number): void;
  /** Whole lines at once, each ending in a line feed, the first with this number: as `line` for each of them, at the speed of a log. */
  lines(stream: Stream, bytes: Buffer, firstNumber: number): void;
  end(ending: Ending): Verdict;
}

type Failed = {
  failureClass: FailureClass;
  rule: string;
  evidence: Evidence | null;
  sentence?: string | undefined;
  host?: string | undefined;
};

export function createJudge(manifest: Manifest, options: JudgeOptions = {}): Judge {
  const disabled = new Set(manifest.success.disable);
  const detectors = createDetectors().filter((detector) => !disabled.has(detector.rule));
  const causes = new CauseFinder(disabled, options.hosts);
  const own = new PublisherRules(manifest.success);
  const limits = options.limits ?? limitsOf(manifest);
  const see = (line: Line): void => {
    if (isRecovery(line.head)) for (const detector of detectors) detector.recover?.();
    else for (const detector of detectors) detector.see(line);
    causes.see(line);
  };
  const skimmer = new Skimmer({ see, wantsNext: () => detectors.some((detector) => detector.wantsNext?.() ?? false) });
  return {
    line(stream, text, lineNumber) {
      const line = toLine(stream, text, lineNumber);
      if (own.see(line) === "seen") see(line);
    },
    lines(stream, bytes, firstNumber) {
      if (own.isEmpty) skimmer.skim(stream, bytes, firstNumber);
      else for (const stretch of own.seeAll(stream, bytes, firstNumber)) skimmer.skim(stream, stretch.bytes, stretch.firstNumber);
    },
    end(ending) {
      skimmer.end();
      if (ending.hit === "cancelled") return cancelled();
      const failed =
        stopped(ending, causes, limits) ??
        own.failed() ??
        wrongExit(manifest, ending, causes) ??
        own.missing() ??
        contradicted(detectors) ??
        byMessages(manifest, ending, options.mode ?? "run");
      const addresses = options.addresses ?? [];
      return failed ? verdictOf(manifest, blameAddress(failed, ending, addresses), addresses) : succeeded(ending.messages);
    },
  };
}

const cancelled = (): Verdict => ({
  outcome: "cancelled",
  failureClass: null,
  rule: "cancelled",
  evidence: null,
  owner: null,
  sentence: "The run was cancelled.",
});

function verdictOf(manifest: Manifest, failed: Failed, addresses: readonly AddressSetting[]): Verdict {
  const { failureClass, rule, evidence, host } = failed;
  const text = evidence?.text ?? "";
  const accounts = blamedAccounts(manifest, text);
  const [named] = namedSettings(manifest, text);
  const setting = named === undefined ? undefined : titleOf(manifest, named);
  const address = addressIn(manifest, text, addresses, serverIn(text));
  const service = namedAddress(manifest, text, addresses)?.title;
  const mail = refusesMail(text) ? mailField(manifest, text) : undefined;
  return {
    outcome: "failed",
    failureClass,
    rule,
    evidence,
    owner: failureTable[failureClass].owner,
    sentence: failed.sentence ?? sentenceFor({ failureClass, rule, text, host, accounts, setting, address, service, mail }),
  };
}

function succeeded(messages: MessageSummary): Verdict {
  const sentence = messages.said === null || failedCount(messages) > 0 ? countedSentence(messages) : saidSentence(messages.said);
  return { outcome: "succeeded", failureClass: null, rule: "succeeded", evidence: null, owner: null, sentence };
}

function countedSentence(messages: MessageSummary): string {
  const said = (["created", "updated", "skipped"] as const)
    .filter((name) => messages.counts[name] > 0)
    .map((name) => `${messages.counts[name]} ${name}`);
  const failed = failedCount(messages);
  if (failed > 0) said.push(`${failed} failed`);
  if (said.length > 0) return `Done: ${said.join(", ")}.`;
  return messages.counted ? "Done; nothing had changed." : "Done.";
}

const hitClass = {
  timeout: "timeout",
  memory: "memory",
  pids: "memory",
  disk: "memory",
  output: "integration",
  policy: "policy",
  platform: "platform",
} as const;

function stopped(ending: Ending, causes: CauseFinder, limits: AttemptLimits): Failed | undefined {
  if (ending.hit === null || ending.hit === "cancelled") return undefined;
  const line = causes.find().line;
  const evidence = ending.hit === "platform" || !line ? null : toEvidence(line);
  return {
    failureClass: hitClass[ending.hit],
    rule: `hit-${ending.hit}`,
    evidence,
    sentence: ending.detail ?? limitSentence(ending.hit, limits),
    host: ending.refusedHosts?.[0],
  };
}

function wrongExit(manifest: Manifest, ending: Ending, causes: CauseFinder): Failed | undefined {
  if (manifest.success.exit.includes(shellCode(ending) ?? -1)) return undefined;
  const cause = causes.find();
  const evidence = cause.line ? toEvidence(cause.line) : null;
  const refused = refusedByBroker(ending, evidence);
  if (refused) return refused;
  const untold = cause.rule === "exit-code";
  const meaning = exitMeaning(ending);
  const own = ownSetting(ending, cause.failureClass, untold);
  if (own) return { ...own, evidence };
  if (meaning && (meaning.certain || untold)) return { failureClass: meaning.failureClass, rule: meaning.rule, evidence };
  if (untold) return { failureClass: cause.failureClass, rule: `exit-${shellCode(ending) ?? ending.signal}`, evidence };
  return (
    refusedByBox(cause.failureClass, ending, evidence) ?? { failureClass: cause.failureClass, rule: cause.rule, evidence, host: cause.host }
  );
}

/** A program that ends with 78 and has said something says what is to be changed. */
function ownSetting({ exitCode, messages }: Ending, told: FailureClass, untold: boolean): Omit<Failed, "evidence"> | undefined {
  if (exitCode !== 78 || messages.said === null || !(untold || told === "configuration")) return undefined;
  return { failureClass: "configuration", rule: "exit-78", sentence: saidSentence(messages.said) };
}

/** A program that fails after such a refusal asked for what its manifest does not say, whatever words it found for it. */
function refusedByBroker({ refusedRequests = [], withheldRequests = [] }: Ending, evidence: Evidence | null): Failed | undefined {
  const [first] = refusedRequests;
  if (first === undefined) return withheld(withheldRequests[0], evidence);
  const sentence = `The integration asked for "${first.slice(0, 120)}", which it does not declare; its publisher has to mend it.`;
  return { failureClass: "policy", rule: "undeclared-request", evidence, sentence };
}

function withheld(request: string | undefined, evidence: Evidence | null): Failed | undefined {
  if (request === undefined) return undefined;
  const sentence = `The integration needed "${request.slice(0, 120)}", which this installation does not allow; allow it again on its page, or uninstall it.`;
  return { failureClass: "configuration", rule: "withheld-request", evidence, sentence };
}

/** "Could not connect" is a matter of policy when it was the box that refused. */
function refusedByBox(failureClass: FailureClass, { refusedHosts = [] }: Ending, evidence: Evidence | null): Failed | undefined {
  if (failureClass !== "upstream" || refusedHosts.length === 0) return undefined;
  return { failureClass: "policy", rule: "undeclared-host", evidence, host: refusedHosts[0] };
}

function contradicted(detectors: Detector[]): Failed | undefined {
  for (const detector of detectors) {
    const finding = detector.found();
    if (finding)
      return { failureClass: finding.failureClass, rule: finding.rule, evidence: toEvidence(finding.line), sentence: finding.sentence };
  }
  return undefined;
}

const byPublisher = (rule: string, sentence: string): Failed => ({ failureClass: "integration", rule, evidence: null, sentence });

function byMessages(manifest: Manifest, ending: Ending, mode: Mode): Failed | undefined {
  if (ending.settled?.fault) return byPublisher("state-schema", ending.settled.fault);
  if (mode === "options") return withoutOptions(manifest, ending);
  return mode === "run" ? byCounters(manifest, ending) : undefined;
}

function withoutOptions({ success }: Manifest, { messages, settled }: Ending): Failed | undefined {
  if (messages.options || settled?.options || success.disable.includes("no-options")) return undefined;
  return byPublisher("no-options", "The integration was asked for the choices of this form and gave none; its publisher has to mend it.");
}

function byCounters(manifest: Manifest, ending: Ending): Failed | undefined {
  const { success } = manifest;
  const failed = failedCount(ending.messages);
  if (failed > success.failedItems && !success.disable.includes("failed-items")) {
    return { ...judgeItems(failed, ending.messages.failedItems), rule: "failed-items", evidence: null };
  }
  for (const [name, least] of Object.entries(success.atLeast)) {
    const count = ending.messages.counts[name as keyof Counts];
    if (count < least) return byPublisher("at-least", `Only ${count} ${name}, where the integration promises at least ${least}.`);
  }
  if (!unchanged(manifest, ending)) return undefined;
  return byPublisher("unchanged", `Nothing has changed for ${success.unchanged} runs in a row, which this integration counts as a fault.`);
}

function unchanged({ success }: Manifest, { messages, previousRuns = [] }: Ending): boolean {
  if (success.unchanged === null) return false;
  const runs = [messages.counts, ...previousRuns].slice(0, success.unchanged);
  return runs.length === success.unchanged && runs.every((counts) => counts.created + counts.updated === 0);
}
