export * from "./builds.ts";
export * from "./catalog.ts";
export * from "./identity.ts";
export * from "./installs.ts";
export * from "./logins.ts";
export * from "./operator.ts";
export * from "./runs.ts";
export * from "./shared.ts";
