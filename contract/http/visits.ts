import { Type, type Static } from "typebox";
import { Moment, Page } from "./shared.ts";

export const OpenVisitBody = Type.Object({
  reason: Type.String({ minLength: 1, maxLength: 500, description: "Why you look; the customer reads it." }),
});
export type OpenVisitBody = Static<typeof OpenVisitBody>;
export const VisitView = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  installationId: Type.String(),
  by: Type.String({ description: "Who looked, as they were called then." }),
  host: Type.String(),
  reason: Type.String(),
  openedAt: Moment,
  endsAt: Type.String({ format: "date-time", description: "When it ends, or ended." }),
  open: Type.Boolean(),
});
export type VisitView = Static<typeof VisitView>;
export const VisitPage = Page(VisitView);
export type VisitPage = Static<typeof VisitPage>;
