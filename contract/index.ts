export * from "./address.ts";
export * from "./csv.ts";
export * from "./errors.ts";
export * from "./ids.ts";
export * from "./embed.ts";
export * from "./publisher-page.ts";
export * from "./http/index.ts";
export * from "./program/index.ts";
