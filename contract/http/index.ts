export * from "./shared.ts";
export * from "./identity.ts";
export * from "./catalog.ts";
