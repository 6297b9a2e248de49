export * from "./catalog.ts";
export * from "./identity.ts";
export * from "./installs.ts";
export * from "./shared.ts";
export * from "./builds.ts";
export * from "./runs.ts";
