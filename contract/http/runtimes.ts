import { Type, type Static } from "typebox";
import { Moment } from "./shared.ts";

/** What a manifest's `base` may name: letters, digits, dots, dashes, and one colon before a version. */
export const RuntimeName = Type.String({ pattern: "^[a-z0-9][a-z0-9.-]*(:[a-z0-9.-]+)?$", maxLength: 100 });

export const RuntimeView = Type.Object({
  name: Type.String(),
  version: Type.String(),
  packages: Type.Array(Type.String(), { description: "Debian packages put into it." }),
  digest: Type.String(),
  architecture: Type.String(),
  madeAt: Moment,
});
export type RuntimeView = Static<typeof RuntimeView>;

export const RuntimeList = Type.Object({
  items: Type.Array(RuntimeView),
  makes: Type.Array(Type.String(), { description: "What this machine makes by itself at first need." }),
});
export type RuntimeList = Static<typeof RuntimeList>;

export const AddRuntimeQuery = Type.Object({ name: RuntimeName });

export const CheckRuntimeQuery = Type.Object({
  base: Type.String({ maxLength: 100, description: "As a manifest writes it, such as `python:3.11`." }),
  packages: Type.Optional(Type.String({ maxLength: 4_000, description: "Debian packages, with commas between them." })),
});
export const CheckedRuntime = Type.Object({ base: Type.String() });
