export { providerPattern } from "./connection-source.ts";
export * from "./failures.ts";
export * from "./manifest.ts";
export * from "./messages.ts";
export * from "./said.ts";
export * from "./pandium.ts";
export * from "./pictures.ts";
export * from "./provider.ts";
export * from "./provider-events.ts";
