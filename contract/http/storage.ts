import { Type, type Static, type TSchema } from "typebox";
import { Moment } from "./shared.ts";

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Something that takes room. What has no budget is never collected. */
export const StoragePart = Type.Object({
  name: Type.Enum(["logs", "builds", "history", "database", "states", "repositories", "runtimes", "backups"]),
  bytes: Type.Integer(),
  /** Days and bytes: what is older, or more, is collected, the oldest first. */
  budget: orNull(Type.Object({ days: Type.Integer(), bytes: Type.Integer(), setting: Type.String() })),
  oldestAt: orNull(Moment),
  /** Of what it consists, in bytes. */
  of: Type.Record(Type.String(), Type.Integer()),
});
export type StoragePart = Static<typeof StoragePart>;

export const StorageView = Type.Object({
  disk: Type.Object({
    path: Type.String(),
    freeBytes: Type.Integer(),
    totalBytes: Type.Integer(),
    usedPart: Type.Number(),
    isFull: Type.Boolean(),
  }),
  /** When the parts were measured; null: not yet since this deployment was made. */
  measuredAt: orNull(Moment),
  parts: Type.Array(StoragePart),
});
export type StorageView = Static<typeof StorageView>;
