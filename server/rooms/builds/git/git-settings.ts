import type { BuildLimits } from "../limits.ts";

/**
 * Settings of every git process, given by the environment so that nothing in a repository overrides them: no hooks, every object
 * checked, bounded memory, no other transport.
 */
export function gitSettings(limits: BuildLimits): [string, string][] {
  return [
    ["safe.directory", "*"],
    ["core.hooksPath", "/dev/null"],
    ["core.fsmonitor", "false"],
    ["core.protectHFS", "true"],
    ["core.protectNTFS", "true"],
    ["core.bigFileThreshold", "4m"],
    ["protocol.allow", "never"],
    ["transfer.fsckObjects", "true"],
    ["receive.fsckObjects", "true"],
    // Old, harmless faults that real histories hold; everything else git finds wrong is refused.
    ["receive.fsck.zeroPaddedFilemode", "ignore"],
    ["receive.fsck.badTimezone", "ignore"],
    ["receive.fsck.missingSpaceBeforeDate", "ignore"],
    ["receive.maxInputSize", String(limits.pushBytes)],
    ["receive.unpackLimit", "1"],
    ["receive.autogc", "false"],
    ["receive.advertisePushOptions", "false"],
    ["receive.denyDeletes", "false"],
    ["receive.denyNonFastForwards", "false"],
    ["http.receivepack", "true"],
    ["http.uploadpack", "true"],
    ["uploadpack.allowFilter", "false"],
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    ["pack.threads", "1"],
    ["pack.windowMemory", "64m"],
    ["core.packedGitLimit", "128m"],
    ["advice.defaultBranchName", "false"],
  ];
}

/** The whole environment of a git process. */
export function gitEnvironment(limits: BuildLimits): Record<string, string> {
  const settings = gitSettings(limits);
  const pairs = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: "/nonexistent",
    LC_ALL: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    ...Object.fromEntries(pairs),
  };
}
