import assert from "node:assert/strict";
import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";

/** An answer as the contract has it; fails the test when it is not. */
export function readAs<S extends TSchema>(schema: S, value: unknown): Static<S> {
  const [fault] = Value.Errors(schema, value);
  assert.equal(fault, undefined, `${JSON.stringify(fault)} in ${JSON.stringify(value)?.slice(0, 500)}`);
  return value as Static<S>;
}
