export type { Accounts } from "./accounts.ts";
export { ApiError, createClient, type Client, type ClientOptions, type Query } from "./client.ts";
export { followRun } from "./follow-run.ts";
export { keepSession, type KeptSession } from "./keep-session.ts";
export { openMarketplace, type LogLine, type Marketplace, type MarketplaceOptions } from "./marketplace.ts";
export { places } from "./places.ts";
export type { Told } from "./told.ts";
