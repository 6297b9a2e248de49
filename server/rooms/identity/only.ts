import type { Role } from "../../base/index.ts";

/** The one host or publisher a proof or session opens, because its own provider vouched for the person; null: all they may do. */
export type Only = { kind: "host" | "publisher"; id: string } | null;

/** As its columns say it. */
export function onlyOf({ onlyHost, onlyPublisher }: { onlyHost: string | null; onlyPublisher: string | null }): Only {
  if (onlyHost !== null) return { kind: "host", id: onlyHost };
  return onlyPublisher === null ? null : { kind: "publisher", id: onlyPublisher };
}

/** Whether it opens what a role, or a link to one, is in. */
export function doesOpen(
  only: Only,
  { role, hostId, publisherId }: { role: Role | null; hostId: string | null; publisherId: string | null },
): boolean {
  if (only === null) return true;
  const isOfKind = role?.startsWith(`${only.kind}_`) === true;
  return isOfKind && (only.kind === "host" ? hostId : publisherId) === only.id;
}

/** Whether what proves to one proves to the other, too. */
export const isWithin = (proof: Only, only: Only): boolean => proof === null || (proof.kind === only?.kind && proof.id === only.id);
