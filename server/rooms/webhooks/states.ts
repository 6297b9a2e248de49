export type DeliveryState = "waiting" | "delivered" | "failed";

/** Every legal step of a delivery, drawn in README.md. */
export const transitions: readonly (readonly [from: DeliveryState, to: DeliveryState, why: string])[] = [
  ["waiting", "delivered", "answered 2xx"],
  ["waiting", "waiting", "not taken: due later"],
  ["waiting", "failed", "the tenth time, or the endpoint is gone"],
  ["delivered", "waiting", "redelivery asked"],
  ["failed", "waiting", "redelivery asked"],
];

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits before each further try, over some 75 hours; after the last it is given up. Source: Standard Webhooks, retries. */
export const waits = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
