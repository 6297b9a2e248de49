export * from "./shared.ts";
export * from "./identity.ts";
