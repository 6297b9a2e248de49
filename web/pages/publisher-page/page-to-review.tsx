import type { Listing, PageRun } from "@stoa/contract";
import { Panel } from "../../parts/panel.tsx";
import { PageFrame } from "./page-frame.tsx";
import { usePageTheme } from "./use-page-theme.ts";

/** Runs nobody made, so that there is something to draw. */
const runs: readonly PageRun[] = [
  { counts: { created: 12, updated: 3, skipped: 0, failed: 0 }, sentence: "12 created, 3 updated." },
  { counts: { created: 4, updated: 9, skipped: 1, failed: 1 }, sentence: "4 created, 9 updated, 1 failed." },
].map((run) => ({ ...run, state: "succeeded", queuedAt: "2026-01-05T09:00:00Z", endedAt: "2026-01-05T09:00:07Z" }));

/** The page a release would show, as customers would see it, with runs made up. */
export function PageToReview({ listing, page }: { listing: Listing; page: string }) {
  const theme = usePageTheme();
  return (
    <Panel title="The page it shows at each installation">
      <p>Drawn with two made-up runs and no settings. It cannot read or reach anything beside what it is told.</p>
      <PageFrame
        listingId={listing.id}
        digest={page}
        title={`Page of ${listing.publisherName}`}
        facts={{
          stoa: "facts",
          name: listing.title,
          language: "en",
          theme,
          settings: {},
          health: { state: "fine", sentence: "12 created, 3 updated." },
          runs,
          may: [],
        }}
        onAsk={() => undefined}
        onHeight={() => undefined}
      />
    </Panel>
  );
}
