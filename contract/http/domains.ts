import { Type, type Static } from "typebox";
import { Moment } from "./shared.ts";

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** A side has at most so many. */
export const mostDomains = 20;

export const domainStates = ["waiting", "proven", "live", "failing"] as const;

export const DomainBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 300, description: "Such as integrations.example.com; without a port or path." }),
});

export const DomainView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  address: Type.String({ description: "Where the marketplace is served once it is proven." }),
  state: Type.Enum(domainStates, {
    description:
      "waiting: its DNS does not hold the record yet. proven: served, but requests to it do not come here yet. live: links lead to it. failing: the record is gone; it is served on.",
  }),
  main: Type.Boolean({ description: "Links, redirect addresses and webhook addresses of the side are made with it." }),
  record: Type.Object({ name: Type.String(), value: Type.String() }, { description: "The TXT record that proves whose the name is." }),
  problem: orNull(Type.Object({ what: Type.String(), fix: Type.String() })),
  provenAt: orNull(Moment),
  leadsAt: orNull(Moment),
  /** When a look last found that requests to it come here; after three days without, nothing leads to it. */
  ledAt: orNull(Moment),
  failingAt: orNull(Moment),
  checkedAt: orNull(Moment),
  createdAt: Moment,
});
export type DomainView = Static<typeof DomainView>;

/** What a page at a host's own domain says before anybody is signed in. */
export interface DomainPlaceView {
  host: string;
  look: Record<string, string>;
  test: boolean;
  /** Where in the host's product the marketplace is opened: its page, else an origin. */
  product: string | null;
}
