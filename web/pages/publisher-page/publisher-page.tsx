import { Button } from "@mantine/core";
import type { InstallationView, PageAsk, RunItem } from "@stoa/contract";
import { useEffect, useRef, useState } from "react";
import { GuardIcon } from "../../parts/icons.ts";
import { Notice } from "../../parts/notice.tsx";
import { t } from "../../words/t.ts";
import { AskedByPage } from "./asked-by-page.tsx";
import { tellFacts } from "./page-facts.ts";
import { PageFrame } from "./page-frame.tsx";
import { usePageTheme } from "./use-page-theme.ts";
import styles from "./page-frame.module.css";

interface PublisherPageProps {
  installation: InstallationView & { page: string };
  runs: readonly RunItem[];
  /** The reader may run it and change its settings. */
  drives: boolean;
}

/** A page that says nothing for so long is slow or broken. */
const patienceMs = 8_000;
/** So long after an answer nothing is asked again: the press that answered would count as one in the page. */
const restMs = 6_000;

/** What the publisher shows of an installation, marked as theirs, in a frame that can do nothing but ask. */
export function PublisherPage({ installation, runs, drives }: PublisherPageProps) {
  const theme = usePageTheme();
  const [asked, setAsked] = useState<PageAsk>();
  const [loads, setLoads] = useState(0);
  const rest = useRef(0);
  const { publisherName, page, listingId } = installation;
  const may = drives ? [...(installation.state === "active" ? (["run"] as const) : []), "settings" as const] : [];
  const heard = useHeard(loads);
  const close = () => {
    rest.current = Date.now() + restMs;
    setAsked(undefined);
  };
  return (
    <div className={styles.shown}>
      <p className={styles.whose}>
        <GuardIcon size={16} aria-hidden />
        <span>
          {t("Shown by {publisher}, not by this product.", { publisher: publisherName })}{" "}
          {t("It is told your settings and how runs went, never a password or key. Enter none there.")}
        </span>
      </p>
      <Silence heard={heard} publisher={publisherName} onRetry={() => setLoads(loads + 1)} />
      <PageFrame
        key={loads}
        listingId={listingId}
        digest={page}
        title={t("Page of {publisher}", { publisher: publisherName })}
        facts={tellFacts(installation, runs, { theme, may })}
        onAsk={(ask) => {
          if (!asked && Date.now() > rest.current) setAsked(ask);
        }}
        onHeight={heard.hear}
      />
      <AskedByPage asked={asked} installation={installation} onClose={close} />
    </div>
  );
}

interface Heard {
  state: "waiting" | "late" | "shown" | "empty";
  hear: (height: number | undefined) => void;
}

/** Whether the page spoke, and whether there is anything to see. */
function useHeard(loads: number): Heard {
  const [state, setState] = useState<Heard["state"]>("waiting");
  useEffect(() => {
    setState("waiting");
    const timer = setTimeout(() => setState((before) => (before === "waiting" ? "late" : before)), patienceMs);
    return () => clearTimeout(timer);
  }, [loads]);
  return {
    state,
    hear: (height) =>
      setState((before) => (height === undefined ? (before === "empty" ? before : "shown") : height < 8 ? "empty" : "shown")),
  };
}

function Silence({ heard: { state }, publisher, onRetry }: { heard: Heard; publisher: string; onRetry: () => void }) {
  if (state === "waiting" || state === "shown") return null;
  return (
    <Notice
      meaning="needs"
      action={
        <Button variant="default" onClick={onRetry}>
          {t("Load it again")}
        </Button>
      }
    >
      {state === "empty"
        ? t("The page of {publisher} shows nothing.", { publisher })
        : t("The page of {publisher} does not answer.", { publisher })}{" "}
      {t("Runs go on without it: see them under “Runs”.")}
    </Notice>
  );
}
