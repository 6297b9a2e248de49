import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type RefObject } from "react";

/**
 * Keeps the newest line in view until the reader scrolls up; scrolling to the end, or `follow`, takes it up again.
 * `missed` counts the lines that came since.
 */
export function useFollow(
  scroller: RefObject<HTMLDivElement | null>,
  rows: Virtualizer<HTMLDivElement, Element>,
  size: number,
  startFollowing: boolean,
): { following: boolean; missed: number; follow: () => void; rest: () => void } {
  const [following, setFollowing] = useState(startFollowing);
  const left = useRef(0);
  const top = useRef(0);
  useEffect(() => {
    if (following && size > 0) rows.scrollToIndex(size - 1, { align: "end" });
    if (following) left.current = size;
  }, [following, size, rows]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
      if (atEnd) setFollowing(true);
      else if (element.scrollTop < top.current - 2) setFollowing(false);
      top.current = element.scrollTop;
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [scroller]);
  return { following, missed: Math.max(0, size - left.current), follow: () => setFollowing(true), rest: () => setFollowing(false) };
}
