import { Option } from "commander";

/** A host has two sides, each with keys, customers and listings of its own. */
export function sideOption(): Option {
  return new Option("--side <side>", "a host's side").choices(["test", "live"]).default("live");
}
