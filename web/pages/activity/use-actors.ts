import type { AuditActorList } from "@stoa/contract";
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useRead } from "../../api/use-read.ts";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import { usePlace } from "../../places/place.ts";
import { sayActor } from "../../words/activity-words.ts";
import { t } from "../../words/t.ts";

const none: readonly FilterSpec[] = [];

/** A filter by who did it; none where one alone did anything. What the address asks for holds before the names have come. */
export function useActors(): readonly FilterSpec[] {
  const place = usePlace();
  const { actorId }: { actorId?: string } = useSearch({ strict: false });
  const { data } = useRead<AuditActorList>(`${place.api}/audit/actors`);
  return useMemo(() => {
    const known = (data?.items ?? []).map((actor) => ({ value: actor.id, label: sayActor(actor) }));
    const asked = actorId === undefined || known.some(({ value }) => value === actorId) ? [] : [{ value: actorId, label: "…" }];
    const options = [...known, ...asked];
    return options.length < 2 && actorId === undefined ? none : [{ key: "actorId", title: t("Who"), single: true, options }];
  }, [data, actorId]);
}
