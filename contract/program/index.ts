export * from "./failures.ts";
export * from "./manifest.ts";
export * from "./messages.ts";
export * from "./pandium.ts";
