import type { CheckResult, ListingContent, Manifest } from "@stoa/contract";
import { secretsInProgram } from "@stoa/program";
import type { TxCtx } from "../../base/index.ts";
import { readOffered } from "../gateway/index.ts";
import { findMarkdownProblems, findTextProblems } from "./check-text.ts";
import { readAsks } from "./read-asks.ts";
import type { ReleaseWithManifestRow } from "./store/releases.ts";

/** What a submission is judged by; nothing else is looked at. */
export interface SubmissionFacts {
  content: ListingContent;
  /** The release customers would get: the stable one. */
  stable: ReleaseWithManifestRow | undefined;
  /** The operator's word on programs that read customers' secrets themselves. */
  rawSecrets: "allow" | "deny";
  /** Why customers could not connect the accounts its release uses. */
  accounts?: Fault | undefined;
  /** Actions it asks for that the host does not have. */
  unknownActions?: readonly string[];
}

interface Fault {
  text: string;
  fix: string;
}

/** What the operator decides about what may be submitted. */
export interface SubmitPolicy extends Pick<SubmissionFacts, "rawSecrets"> {
  /** Why customers could not connect the accounts a release uses; asked of a higher room. */
  accountFault?: (ctx: TxCtx, input: { sideId: string; publisherId: string; manifest: Manifest }) => Promise<Fault | undefined>;
}

/** Every check, with what has to be asked first. */
export async function checkAll(
  ctx: TxCtx,
  listing: { sideId: string; publisherId: string },
  facts: Pick<SubmissionFacts, "content" | "stable">,
  { accountFault, rawSecrets }: SubmitPolicy,
): Promise<CheckResult[]> {
  const { stable } = facts;
  const { sideId, publisherId } = listing;
  const fault = stable && (await accountFault?.(ctx, { sideId, publisherId, manifest: stable.manifest }));
  const offered = stable && (await readOffered(ctx, { sideId, manifest: stable.manifest }));
  const unknownActions = (stable?.manifest.actions ?? []).map(({ name }) => name).filter((name) => !offered?.has(name));
  return checkSubmission({ ...facts, rawSecrets, accounts: fault, unknownActions });
}

interface Check {
  name: string;
  title: string;
  /** What is wrong, and how to mend it; undefined when nothing is. */
  find(facts: SubmissionFacts): { text: string; fix: string } | undefined;
  passed: string;
}

const secretName = /(?:^|[_-])(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)$/i;

const checks: readonly Check[] = [
  {
    name: "release",
    title: "A release is published",
    passed: "A built release is on the channel stable.",
    find: ({ stable }) =>
      stable
        ? undefined
        : {
            text: "The channel stable names no release.",
            fix: "Push, wait for the build, then publish the release: stoa releases publish.",
          },
  },
  {
    name: "text",
    title: "Title, summary and description",
    passed: "All three are there and are plain Markdown.",
    find: ({ content, stable }) => {
      const missing = (["title", "summary", "description"] as const).filter((name) => content[name].trim() === "");
      if (missing.length > 0) return { text: `Missing: ${missing.join(", ")}.`, fix: "Write them in stoa.yaml, or in the listing." };
      const [problem] = findTextProblems(content).filter(({ path }) => path !== "support");
      return problem
        ? { text: `${problem.path} ${problem.message}.`, fix: problem.fix ?? "Correct it." }
        : findSaidProblem(content.description, stable);
    },
  },
  {
    name: "category",
    title: "A category",
    passed: "It can be found by category.",
    find: ({ content }) =>
      content.categories.length > 0 ? undefined : { text: "No category is named.", fix: "Name one to three, such as `crm`." },
  },
  {
    name: "support",
    title: "A support address",
    passed: "Customers can reach the publisher.",
    find: ({ content }) => {
      if (content.support.trim() === "")
        return { text: "There is no support address.", fix: "Name an e-mail or https address where customers get help." };
      const [problem] = findTextProblems({ support: content.support });
      return problem && { text: `The support address ${problem.message}.`, fix: problem.fix ?? "Correct it." };
    },
  },
  {
    name: "hosts",
    title: "Hosts are declared",
    passed: "Customers see what it may reach.",
    find: ({ content, stable }) => {
      if (!stable || stable.manifest.network.declared || content.hosts.length > 0) return undefined;
      return {
        text: "Its contract has no place for hosts and the listing names none.",
        fix: "Name the hosts it reaches in the listing, or add a stoa.yaml with network.hosts.",
      };
    },
  },
  {
    name: "secrets",
    title: "Secret fields are marked",
    passed: "No field that looks like a secret is kept in clear.",
    find: ({ content, stable }) => {
      const fields = stable ? readAsks(stable.manifest, content.hosts).fields : [];
      const open = fields.filter((field) => secretName.test(field.name) && !field.secret).map((field) => field.name);
      if (open.length === 0) return undefined;
      return { text: `Not marked as secret: ${open.join(", ")}.`, fix: "Mark the field in configs.schema with `format: secret`." };
    },
  },
  {
    name: "accounts",
    title: "Its accounts can be connected",
    passed: "Customers can connect every account it uses.",
    find: ({ accounts }) => accounts,
  },
  {
    name: "actions",
    title: "The host has the actions it asks for",
    passed: "Every action it asks for is one of the host's.",
    find: ({ unknownActions = [] }) =>
      unknownActions.length === 0
        ? undefined
        : {
            text: `The host has no action called ${unknownActions.slice(0, 5).join(", ")}.`,
            fix: "See what it has with stoa actions, and correct `actions` in stoa.yaml.",
          },
  },
  {
    name: "secrets-in-program",
    title: "Who sees secrets",
    passed: "Programs may read the secrets they ask for; the listing says which do.",
    find: ({ stable, rawSecrets }) => {
      const read = stable && rawSecrets === "deny" ? secretsInProgram(stable.manifest) : [];
      if (read.length === 0) return undefined;
      return {
        text: `The program would read ${read.join(", ")} itself, which this deployment does not allow.`,
        fix: "Give the account `http` in stoa.yaml, so that Stoa adds the secret to its requests.",
      };
    },
  },
];

/** Every check, named, with what it found. */
export function checkSubmission(facts: SubmissionFacts): CheckResult[] {
  return checks.map(({ name, title, passed, find }) => {
    const found = find(facts);
    return { name, title, passed: found === undefined, text: found?.text ?? passed, fix: found?.fix ?? null };
  });
}

/** What is wrong with a description in another language. */
function findSaidProblem(description: string, stable: SubmissionFacts["stable"]): Fault | undefined {
  for (const [language, said] of Object.entries(stable?.manifest.translations ?? {})) {
    const [problem] = findMarkdownProblems(Object.hasOwn(said, description) ? (said[description] ?? "") : "");
    if (problem)
      return {
        text: `The description in \`${language}\` ${problem.message}.`,
        fix: problem.fix ?? `Correct translations/${language}.yaml.`,
      };
  }
  return undefined;
}
