import type { InstallationView, Listing } from "@stoa/contract";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRead } from "../../api/use-read.ts";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Steps, type Step } from "../../parts/steps.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { usePlace } from "../../places/place.ts";
import { sayCron } from "../../words/say-cron.ts";
import { AllowStep } from "./allow-step.tsx";
import { FirstRunStep } from "./first-run-step.tsx";
import { FormStep } from "./form-step.tsx";
import { useTakeBack } from "./use-take-back.ts";
import styles from "./install-page.module.css";

interface InstallSearch {
  /** The installation being set up: with it in the address the path is taken up again after a reload or days later. */
  installation?: string;
  step?: "form" | "run";
}

/** The install path: allow, set up, run once; each step can be undone and taken up again. */
export function InstallPage() {
  const place = usePlace();
  const { listingId = "" }: { listingId?: string } = useParams({ strict: false });
  const search: InstallSearch = useSearch({ strict: false });
  const listing = useRead<Listing>(`${place.api}/listings/${listingId}`);
  const installation = useRead<InstallationView>(`${place.api}/installations/${search.installation ?? ""}`, undefined, {
    when: search.installation !== undefined,
  });
  useCrumb(listing.data ? `Install ${listing.data.title}` : undefined);
  return (
    <Loaded query={listing}>
      {(found) => (
        <div className={styles.page}>
          <PageHead
            picture={<ListingPicture id={found.id} title={found.title} monogram={found.monogram} size={48} />}
            title={`Install ${found.title}`}
            line={<Link to={`/shop/listings/${found.id}`}>What it does</Link>}
          />
          {search.installation ? (
            <Loaded query={installation}>{(made) => <Path listing={found} installation={made} step={search.step} />}</Loaded>
          ) : (
            <Path listing={found} step={undefined} />
          )}
        </div>
      )}
    </Loaded>
  );
}

function Path({ listing, installation, step }: { listing: Listing; installation?: InstallationView; step: InstallSearch["step"] }) {
  const navigate = useNavigate();
  const go = (change: InstallSearch) => void navigate({ to: ".", replace: true, search: (before: object) => ({ ...before, ...change }) });
  const takeBack = useTakeBack(installation?.id, () => go({ installation: undefined, step: undefined } as unknown as InstallSearch));
  if (installation?.state === "removed") return <PageSkeleton />;
  const at = !installation ? "allow" : step === "run" && installation.state !== "draft" ? "run" : "form";
  const steps: Step[] = [
    {
      key: "allow",
      title: at === "allow" ? "Allow what it may do" : "Allowed what it may do",
      state: at === "allow" ? "now" : "done",
      note: at === "allow" ? "Nothing runs before the last step." : sayAllowed(listing),
      content: <AllowStep listing={listing} onMade={(id) => go({ installation: id, step: "form" })} />,
      ...(installation ? { onUndo: takeBack, undoLabel: "Take back" } : {}),
    },
    {
      key: "form",
      title: "Say how it should work",
      state: at === "form" ? "now" : at === "run" ? "done" : "next",
      note:
        at === "run"
          ? `Runs: ${sayCron(installation?.schedule)}.`
          : at === "form"
            ? "Next: a first run that you can watch."
            : "Your settings and when it runs.",
      content: installation ? <FormStep installation={installation} onDone={() => go({ step: "run" })} /> : null,
      onUndo: () => go({ step: "form" }),
    },
    {
      key: "run",
      title: "Run it once and watch",
      state: at === "run" ? "now" : "next",
      note: "You see its log live and read what it did in one sentence.",
      content: installation ? <FirstRunStep installation={installation} /> : null,
    },
  ];
  return <Steps label={`Install ${listing.title}`} steps={steps} />;
}

function sayAllowed(listing: Listing): string {
  const hosts = listing.asks?.hosts ?? [];
  return hosts.length === 0
    ? "It reaches nothing outside."
    : `It reaches ${hosts.length === 1 ? hosts[0] : `${hosts.length} addresses`}, nothing else.`;
}
