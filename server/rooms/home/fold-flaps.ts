import type { ToldNotice } from "./store/readers.ts";

/** Of an installation that failed and recovered more than once, the last notice alone, which says how often. In the order they came. */
export function foldFlaps(notices: readonly ToldNotice[]): ToldNotice[] {
  const flaps = notices.filter(isFlap);
  const last = new Map(flaps.map((notice) => [notice.installationId, notice.id]));
  return notices.flatMap((notice): ToldNotice[] => {
    if (!isFlap(notice)) return [notice];
    if (last.get(notice.installationId) !== notice.id) return [];
    const times = flaps.filter(({ installationId, kind }) => installationId === notice.installationId && kind === "recovered").length;
    return [{ ...notice, times }];
  });
}

const isFlap = ({ kind }: ToldNotice): boolean => kind === "failing" || kind === "recovered";
