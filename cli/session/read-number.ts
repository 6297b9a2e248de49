import { InvalidArgumentError } from "commander";

/** An option that is a whole number from 1 up. */
export function readNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("Give a whole number from 1 up.");
}
