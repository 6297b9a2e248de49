import { Type, type Static } from "typebox";

/** Who has to act before the same run can work. */
export const owners = ["publisher", "customer", "upstream", "operator"] as const;
export type Owner = (typeof owners)[number];

/**
 * The eight failure classes. `owner` acts, `retry` says whether the same run may work later without anybody acting,
 * `sentence` is what a customer reads when the rule that fired has nothing more exact to say.
 */
export const failureTable = {
  integration: {
    owner: "publisher",
    retry: false,
    sentence: "The integration stopped on a fault of its own; its publisher has to mend it.",
  },
  configuration: {
    owner: "customer",
    retry: false,
    sentence: "A setting of this installation does not work; change it and run again.",
  },
  credentials: {
    owner: "customer",
    retry: false,
    sentence: "The other service refused the credentials; connect the account again.",
  },
  upstream: {
    owner: "upstream",
    retry: true,
    sentence: "The other service did not answer or answered with an error; a later run may work.",
  },
  policy: {
    owner: "publisher",
    retry: false,
    sentence: "The integration tried something it has not declared and was stopped; its publisher has to declare it.",
  },
  timeout: {
    owner: "publisher",
    retry: false,
    sentence: "The run took longer than allowed and was stopped; what it had saved is kept.",
  },
  memory: {
    owner: "publisher",
    retry: false,
    sentence: "The run needed more memory than allowed and was stopped; what it had saved is kept.",
  },
  platform: {
    owner: "operator",
    retry: true,
    sentence: "Stoa could not carry out the run; its operator sees this, and a later run may work.",
  },
} as const satisfies Record<string, { owner: Owner; retry: boolean; sentence: string }>;

export type FailureClass = keyof typeof failureTable;
export const failureClasses = Object.keys(failureTable) as FailureClass[];

const oneOf = <T extends string>(names: readonly T[]) => Type.Unsafe<T>(Type.Union(names.map((name) => Type.Literal(name))));

export const FailureClassSchema = oneOf(failureClasses);
export const OwnerSchema = oneOf(owners);

export const Stream = Type.Union([Type.Literal("stdout"), Type.Literal("stderr")]);
export type Stream = Static<typeof Stream>;

/** The log line behind a verdict: 1-based number within its stream, text cut at 500 characters. */
export const Evidence = Type.Object({ stream: Stream, line: Type.Integer({ minimum: 1 }), text: Type.String() });
export type Evidence = Static<typeof Evidence>;

/** What is said about an ended attempt. `rule` is `succeeded` when nothing spoke against it. */
export interface Verdict {
  outcome: "succeeded" | "failed" | "cancelled";
  failureClass: FailureClass | null;
  rule: string;
  evidence: Evidence | null;
  owner: Owner | null;
  sentence: string;
}

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const VerdictSchema = Type.Object(
  {
    outcome: Type.Union([Type.Literal("succeeded"), Type.Literal("failed"), Type.Literal("cancelled")]),
    failureClass: orNull(FailureClassSchema),
    rule: Type.String({ description: "Id of the rule that decided; a manifest's success.disable switches it off." }),
    evidence: orNull(Evidence),
    owner: orNull(OwnerSchema),
    sentence: Type.String({ description: "One sentence for the customer." }),
  },
  { $id: "Verdict" },
);
