export { ApiError, createClient, type Client, type ClientOptions, type Query } from "./client.ts";
export { places } from "./places.ts";
