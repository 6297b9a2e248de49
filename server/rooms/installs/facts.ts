import type { FactHandler } from "../../base/index.ts";
import { addInstalls } from "../catalog/index.ts";
import { moveFollowers } from "./move-followers.ts";
import { pauseCustomer } from "./pause-customer.ts";

/** Followers move when a channel names another release, or a host agreed to what it asks for. */
export const followChannels: FactHandler = {
  name: "installs.follow-channels",
  types: ["release.created", "release.published", "release.rolled_back", "listing.published"],
  async handle(ctx, fact) {
    const integrationId = fact.data["integrationId"];
    if (typeof integrationId !== "string") return;
    const channel = fact.type === "release.created" ? "latest" : "stable";
    if (channel === "latest" && fact.data["latest"] !== true) return;
    await moveFollowers(ctx, { integrationId, channel });
    if (fact.type === "listing.published") await moveFollowers(ctx, { integrationId, channel: "latest" });
  },
};

/** A listing knows how many installed it: what is popular. */
export const countInstalls: FactHandler = {
  name: "installs.count",
  types: ["installation.installed", "installation.removed"],
  async handle(ctx, fact) {
    const listingId = fact.data["listingId"];
    if (typeof listingId === "string") await addInstalls(ctx, { listingId, delta: fact.type === "installation.installed" ? 1 : -1 });
  },
};

/** A customer that its host closed runs nothing more; when it is opened again, its people decide what goes on. */
export const followCustomers: FactHandler = {
  name: "installs.follow-customers",
  types: ["customer.closed"],
  async handle(ctx, { id, sideId, customerId }) {
    if (sideId !== null && customerId !== null) await pauseCustomer(ctx, { customerId, sideId, because: id });
  },
};
