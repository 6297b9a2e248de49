import type { PageAsk, PageFacts } from "@stoa/contract";
import { useEffect, useRef, useState } from "react";
import { makeLimit, readFromPage } from "./read-from-page.ts";
import styles from "./page-frame.module.css";

interface PageFrameProps {
  listingId: string;
  digest: string;
  title: string;
  facts: PageFacts;
  onAsk: (ask: PageAsk) => void;
  /** The page spoke for the first time, or fell silent for being loaded anew. */
  onHeight: (height: number | undefined) => void;
}

/** Before it says how high it is. */
const first = 320;
const least = 48;
const mostMessages = 40;

/**
 * A publisher's page in its frame. Its origin is one that nobody else is of, so it is known by its window alone; what it says is read by shape, and
 * what it is told goes to whatever it has led its frame to, which can only be such a page again (`frame-src`).
 */
export function PageFrame({ listingId, digest, title, facts, onAsk, onHeight }: PageFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [greeted, setGreeted] = useState(false);
  const [height, setHeight] = useState(first);
  const hear = useRef<(event: MessageEvent<unknown>) => void>(undefined);
  useEffect(() => {
    hear.current = ({ data }) => {
      const said = readFromPage(data);
      if (!said) return;
      if (said.stoa === "hello") {
        setGreeted(true);
        onHeight(undefined);
        tell(frame.current, facts);
      } else if (said.stoa === "height") {
        setHeight(Math.max(said.height, least));
        onHeight(said.height);
      } else if (facts.may.includes(said.stoa) && isFresh()) onAsk(said);
    };
  });
  useEffect(() => {
    const mayHear = makeLimit(mostMessages, () => performance.now());
    const listen = (event: MessageEvent<unknown>): void => {
      if (event.source === frame.current?.contentWindow && event.origin === "null" && mayHear()) hear.current?.(event);
    };
    window.addEventListener("message", listen);
    return () => window.removeEventListener("message", listen);
  }, []);
  const told = JSON.stringify(facts);
  useEffect(() => {
    if (greeted) tell(frame.current, JSON.parse(told) as PageFacts);
  }, [greeted, told]);
  return (
    <iframe
      ref={frame}
      className={styles.frame}
      title={title}
      src={`/pages/${listingId}/${digest}/index.html`}
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      style={{ height }}
    />
  );
}

function tell(frame: HTMLIFrameElement | null, facts: PageFacts): void {
  frame?.contentWindow?.postMessage(facts, "*");
}

/** Whether somebody pressed or typed something just now, as browsers tell it: a page that asks by itself is not heard. */
function isFresh(): boolean {
  return (navigator as Partial<Navigator>).userActivation?.isActive ?? true;
}
