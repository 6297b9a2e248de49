import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../../base/http/index.ts";
import { takeId } from "../show.ts";
import type { HostWishRow, OwnWishRow } from "../store/wish-lists.ts";
import type { WishRow } from "../store/wishes.ts";
import { askForIntegration } from "./ask-for-integration.ts";
import { closeWishNotice } from "./close-wish-notice.ts";
import { decideWish } from "./decide-wish.ts";
import { getWish, type WishView } from "./get-wish.ts";
import { listHostWishList, listOwnWishList } from "./list-wishes.ts";
import { mergeWishes } from "./merge-wishes.ts";
import { voteForWish } from "./vote-for-wish.ts";
import { withdrawVote } from "./withdraw-vote.ts";

const reads = { none: "reads only" };
const wishParams = Type.Object({ wishId: Type.String() });
const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();

export function wishRoutes(deps: RouteDeps): void {
  customerRoutes(deps);
  voteRoutes(deps);
  hostRoutes(deps);
}

function customerRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/wishes",
    scopes: ["customer"],
    audit: reads,
    summary: "Integrations that customers of this host asked for, and one's own votes",
    query: contract.WishQuery,
    response: contract.OwnWishPage,
    handle: async (ctx, { query }) => {
      const found = await listOwnWishList(ctx, query);
      return { ...found, items: found.items.map(showOwnWish) };
    },
  });
  addRoute(deps, {
    method: "POST",
    path: "/wishes",
    scopes: ["customer"],
    audit: "wish.ask",
    summary: "Ask for an integration that is not there",
    body: contract.AskForBody,
    response: contract.Wish,
    status: 201,
    handle: async (ctx, { body }) => showWish(await askForIntegration(ctx, body)),
  });
}

function voteRoutes(deps: RouteDeps): void {
  const path = "/wishes/:wishId";
  addRoute(deps, {
    method: "PUT",
    path: `${path}/vote`,
    scopes: ["customer"],
    audit: "wish.vote",
    summary: "Want what another customer of the host asked for",
    params: wishParams,
    body: contract.VoteBody,
    response: contract.Wish,
    handle: async (ctx, { params, body }) => showWish(await voteForWish(ctx, { wishId: takeId("wish", params.wishId), why: body.why })),
  });
  addRoute(deps, {
    method: "DELETE",
    path: `${path}/vote`,
    scopes: ["customer"],
    audit: "wish.withdraw",
    summary: "Take a vote back",
    params: wishParams,
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await withdrawVote(ctx, { wishId: takeId("wish", params.wishId) });
      return reply.code(204).send();
    },
  });
  addRoute(deps, {
    method: "POST",
    path: `${path}/close-notice`,
    scopes: ["customer"],
    audit: "wish.close_notice",
    summary: "Close the notice that what one asked for is there",
    params: wishParams,
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await closeWishNotice(ctx, { wishId: takeId("wish", params.wishId) });
      return reply.code(204).send();
    },
  });
}

function hostRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/wishes",
    scopes: ["side"],
    audit: reads,
    summary: "What the host's customers ask for, with votes by week",
    query: contract.WishQuery,
    response: contract.HostWishPage,
    handle: async (ctx, { query }) => {
      const found = await listHostWishList(ctx, query);
      return { ...found, items: found.items.map(showHostWish), weeks: found.weeks.map(moment) };
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/wishes/:wishId",
    scopes: ["side"],
    audit: reads,
    summary: "One wish, with the customers that want it and what for",
    params: wishParams,
    response: contract.WishView,
    handle: async (ctx, { params }) => showWishView(await getWish(ctx, { wishId: takeId("wish", params.wishId) })),
  });
  addRoute(deps, {
    method: "POST",
    path: "/wishes/:wishId/decide",
    scopes: ["side"],
    audit: "wish.decide",
    summary: "Answer a wish: planned, declined, there, or open again",
    params: wishParams,
    body: contract.DecideWishBody,
    response: contract.WishView,
    handle: async (ctx, { params, body }) => {
      const listingId = body.listingId === undefined ? undefined : takeId("listing", body.listingId);
      return showWishView(await decideWish(ctx, { ...body, wishId: takeId("wish", params.wishId), listingId }));
    },
  });
  addRoute(deps, {
    method: "POST",
    path: "/wishes/:wishId/merge",
    scopes: ["side"],
    audit: "wish.merge",
    summary: "Count a wish with another one that means the same",
    params: wishParams,
    body: contract.MergeWishBody,
    response: contract.WishView,
    handle: async (ctx, { params, body }) =>
      showWishView(await mergeWishes(ctx, { wishId: takeId("wish", params.wishId), intoId: takeId("wish", body.into) })),
  });
}

function showWish(row: WishRow): contract.Wish {
  return {
    id: showId("wish", row.id),
    name: row.name,
    state: row.state,
    answer: row.answer,
    listingId: row.listingId === null ? null : showId("listing", row.listingId),
    votes: row.votes,
    createdAt: moment(row.createdAt),
    decidedAt: row.decidedAt === null ? null : moment(row.decidedAt),
  };
}

const showOwnWish = (row: OwnWishRow): contract.OwnWish => ({
  ...showWish(row),
  voted: row.voted,
  why: row.why,
  news: row.voted && row.state === "there" && row.listingId !== null && row.seenAt === null,
});

const showHostWish = (row: HostWishRow): contract.HostWish => ({ ...showWish(row), weeks: row.weeks });

function showWishView({ wish, voters, merged }: WishView): contract.WishView {
  const shown = voters.map(({ customerId, votedAt, ...voter }) => ({
    ...voter,
    customerId: showId("customer", customerId),
    votedAt: moment(votedAt),
  }));
  return { ...showWish(wish), voters: shown, merged };
}
