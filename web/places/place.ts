import type { MeView, Place as MyPlace } from "@stoa/contract";
import { createContext, useContext } from "react";

export type PlaceKind = MyPlace["kind"];

/** The tenant whose pages are open: where its API and its pages begin. */
export interface OpenPlace {
  kind: PlaceKind;
  id: string | null;
  name: string;
  side: "test" | "live" | undefined;
  /** `/v1/publishers/pub_...` */
  api: string;
  /** `/publishers/pub_...`; pages of objects stand below. */
  href: string;
  roles: MyPlace["roles"];
}

const bases = {
  operator: ["/v1/operator", "/operator"],
  side: ["/v1/sides", "/sides"],
  publisher: ["/v1/publishers", "/publishers"],
  customer: ["/v1/customers", "/shop"],
} as const;

/** Where a place of mine stands in API and pages. */
export function openPlace(mine: MyPlace): OpenPlace {
  const [api, href] = bases[mine.kind];
  const below = mine.kind === "operator" ? "" : `/${mine.id ?? ""}`;
  return {
    kind: mine.kind,
    id: mine.id,
    name: mine.name,
    side: mine.side,
    api: `${api}${below}`,
    href: mine.kind === "customer" ? href : `${href}${below}`,
    roles: mine.roles,
  };
}

/** Where a person is taken first: the widest place they have. */
export function firstPlace(me: MeView): MyPlace | undefined {
  const order: readonly PlaceKind[] = ["operator", "side", "publisher", "customer"];
  return order.map((kind) => me.places.find((place) => place.kind === kind)).find(Boolean);
}

const context = createContext<OpenPlace | undefined>(undefined);

export const PlaceProvider = context.Provider;

/** The place this page stands in. */
export function usePlace(): OpenPlace {
  const place = useContext(context);
  if (!place) throw new Error("This page stands in no place.");
  return place;
}

/** As `usePlace`, for parts that also stand on pages of no place. */
export const useAnyPlace = (): OpenPlace | undefined => useContext(context);

/** True when one of the place's roles is among these. */
export function mayAct(place: OpenPlace, ...roles: MyPlace["roles"]): boolean {
  return place.roles.some((role) => roles.includes(role) || role === "operator");
}
