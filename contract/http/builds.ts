import { Type, type Static } from "typebox";
import { Moment, Page } from "./shared.ts";

export const BuildState = Type.Enum(["queued", "running", "succeeded", "failed", "cancelled"]);
export type BuildState = Static<typeof BuildState>;

export const BuildCause = Type.Enum(["push", "tag", "request"]);
export type BuildCause = Static<typeof BuildCause>;

/** The steps of a build, in order. */
export const BuildStep = Type.Enum(["checkout", "manifest", "runtime", "build", "package"]);
export type BuildStep = Static<typeof BuildStep>;

/** Which step failed, why, and the log's last lines. */
export const BuildFailure = Type.Object({
  step: BuildStep,
  what: Type.String(),
  fix: Type.Union([Type.String(), Type.Null()]),
  problems: Type.Array(Type.Object({ path: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) })),
  lines: Type.Array(Type.String()),
});
export type BuildFailure = Static<typeof BuildFailure>;

export const Build = Type.Object(
  {
    id: Type.String(),
    integrationId: Type.String(),
    number: Type.Integer(),
    state: BuildState,
    cause: BuildCause,
    ref: Type.String(),
    commit: Type.String(),
    mainLine: Type.Union([Type.Boolean(), Type.Null()], { description: "Null until the tree was read." }),
    step: Type.Union([BuildStep, Type.Null()]),
    failure: Type.Union([BuildFailure, Type.Null()]),
    reason: Type.Union([Type.String(), Type.Null()], { description: "Why it was cancelled." }),
    releaseId: Type.Union([Type.String(), Type.Null()]),
    createdAt: Moment,
    startedAt: Type.Union([Moment, Type.Null()]),
    finishedAt: Type.Union([Moment, Type.Null()]),
  },
  { $id: "Build" },
);
export type Build = Static<typeof Build>;
export const BuildPage = Page(Build);
export type BuildPage = Static<typeof BuildPage>;

export const BuildQuery = Type.Object({
  state: Type.Optional(BuildState),
  after: Type.Optional(Type.String({ maxLength: 60 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type BuildQuery = Static<typeof BuildQuery>;

export const RequestBuildBody = Type.Object({
  ref: Type.String({ minLength: 1, maxLength: 500, description: "A branch, a tag or a commit that was pushed." }),
});
export const CancelBuildBody = Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) });

export const Repository = Type.Object({
  pushUrl: Type.String(),
  branches: Type.Array(Type.Object({ name: Type.String(), commit: Type.String() })),
  tags: Type.Array(Type.Object({ name: Type.String(), commit: Type.String() })),
});
export type Repository = Static<typeof Repository>;

export const SecretPurpose = Type.Enum(["build", "run"]);
export type SecretPurpose = Static<typeof SecretPurpose>;

export const secretNamePattern = "^[A-Za-z_][A-Za-z0-9_]{0,99}$";

/** A secret as it may be seen: never its value. */
export const IntegrationSecret = Type.Object({ name: Type.String(), purpose: SecretPurpose, updatedAt: Moment });
export type IntegrationSecret = Static<typeof IntegrationSecret>;
export const IntegrationSecretList = Type.Object({ items: Type.Array(IntegrationSecret) });
export const PutIntegrationSecretBody = Type.Object({ value: Type.String({ minLength: 1, maxLength: 65_536 }) });
