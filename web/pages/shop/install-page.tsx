import type { InstallationView, Listing } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useFirstOptions } from "../../api/use-first-options.ts";
import { useRead } from "../../api/use-read.ts";
import { sayDeclaredHost } from "../../parts/asks.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { countOf } from "../../parts/format/count.ts";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Steps, type Step } from "../../parts/steps.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { usePlace } from "../../places/place.ts";
import { midSentence, sayCron } from "../../words/say-cron.ts";
import { ConnectStep } from "../connections/connect-step.tsx";
import { AllowStep } from "./allow-step.tsx";
import { FirstRunStep } from "./first-run-step.tsx";
import { FormStep } from "./form-step.tsx";
import { useTakeBack } from "./use-take-back.ts";
import { t } from "../../words/t.ts";
import styles from "./install-page.module.css";

interface InstallSearch {
  /** The installation being set up: with it in the address the path is taken up again after a reload or days later. */
  installation?: string;
  step?: "connect" | "form" | "run";
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
  useCrumb(listing.data ? t("Install {title}", { title: listing.data.title }) : undefined);
  return (
    <Loaded page query={listing}>
      {(found) => (
        <div className={styles.page}>
          <PageHead
            picture={<ListingPicture id={found.id} title={found.title} monogram={found.monogram} icon={found.icon} size={48} />}
            title={t("Install {title}", { title: found.title })}
            line={<Link to={`/shop/listings/${found.id}`}>{t("What it does")}</Link>}
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

interface PathProps {
  listing: Listing;
  installation?: InstallationView;
  step: InstallSearch["step"];
}

function Path({ listing, installation, step }: PathProps) {
  const navigate = useNavigate();
  const go = (change: Partial<Record<keyof InstallSearch, string | undefined>>) =>
    void navigate({ to: ".", replace: true, search: (before: object) => ({ ...before, ...change }) });
  const takeBack = useTakeBack(installation?.id, () => go({ installation: undefined, step: undefined }));
  if (installation?.state === "removed") return <PageSkeleton />;
  const steps = [
    allowStep(listing, installation, { go, takeBack }),
    ...(installation ? madeSteps(installation, step, go) : stepsToCome(listing)),
  ];
  return <Steps label={t("Install {title}", { title: listing.title })} steps={steps} />;
}

const usesAccounts = (listing: Listing): boolean => listing.asks?.accounts.some(({ provider }) => provider !== undefined) ?? false;

type Go = (change: Partial<Record<keyof InstallSearch, string | undefined>>) => void;

const formTitle = t("Say how it should work");
const runTitle = t("Run it once and watch");
const runNote = t("You see its log live and read what it did in one sentence.");

const connectTitle = t("Connect your accounts");

const stepsToCome = (listing: Listing): Step[] => [
  ...(usesAccounts(listing)
    ? [{ key: "connect", title: connectTitle, state: "next" as const, note: t("Each at its own provider, or with a key of yours.") }]
    : []),
  { key: "form", title: formTitle, state: "next", note: t("Your settings and when it runs.") },
  { key: "run", title: runTitle, state: "next", note: runNote },
];

function allowStep(listing: Listing, installation: InstallationView | undefined, { go, takeBack }: { go: Go; takeBack: () => void }): Step {
  if (!installation) {
    return {
      key: "allow",
      title: t("Allow what it may do"),
      state: "now",
      note: t("Nothing runs before the last step."),
      content: <AllowStep listing={listing} onMade={(id) => go({ installation: id, step: usesAccounts(listing) ? "connect" : "form" })} />,
    };
  }
  // Once it is set up and may have run, taking back is uninstalling, which asks first on the installation's page.
  const undo = installation.state === "draft" ? { onUndo: takeBack, undoLabel: t("Take back") } : {};
  return {
    key: "allow",
    title: t("Allowed what it may do"),
    state: "done",
    note: <Allowed listing={listing} installation={installation} />,
    ...undo,
  };
}

function madeSteps(installation: InstallationView, step: InstallSearch["step"], go: Go): Step[] {
  const isLinked = installation.accounts.every(({ optional, connectionId }) => optional || connectionId !== null);
  const isConnecting = installation.accounts.length > 0 && (!isLinked || step === "connect");
  const formDone = !isConnecting && step !== "form" && installation.ready;
  const form = formDone
    ? { state: "done" as const, note: t("Runs {cron}.", { cron: midSentence(sayCron(installation.schedule)) }) }
    : { state: isConnecting ? ("next" as const) : ("now" as const), note: t("Next: a first run that you can watch.") };
  return [
    ...(installation.accounts.length > 0 ? [connectStep(installation, { isConnecting, isLinked }, go)] : []),
    {
      key: "form",
      title: formTitle,
      ...form,
      content: <FormStep installation={installation} onDone={() => go({ step: "run" })} />,
      onUndo: () => go({ step: "form" }),
    },
    { key: "run", title: runTitle, state: formDone ? "now" : "next", note: runNote, content: <FirstRunStep installation={installation} /> },
  ];
}

/** The program is asked for the form's choices while the accounts are still looked at. */
function AskAhead({ installation }: { installation: InstallationView }) {
  useFirstOptions(usePlace().api, installation);
  return null;
}

function connectStep(
  installation: InstallationView,
  { isConnecting, isLinked }: { isConnecting: boolean; isLinked: boolean },
  go: Go,
): Step {
  return {
    key: "connect",
    title: connectTitle,
    state: isConnecting ? "now" : "done",
    note: isConnecting ? t("Nothing is sent there before you run it.") : installation.accounts.map(({ title }) => title).join(", "),
    content: (
      <div className={styles.step}>
        <ConnectStep installation={installation} />
        {isLinked ? <AskAhead installation={installation} /> : null}
        {isLinked ? (
          <div className={styles.agree}>
            <Button onClick={() => go({ step: "form" })}>{t("Go on")}</Button>
          </div>
        ) : null}
      </div>
    ),
    onUndo: () => go({ step: "connect" }),
  };
}

/** An address the customer enters is said as that until it is known. */
function Allowed({ listing, installation }: { listing: Listing; installation: InstallationView }) {
  const { hosts, fields } = installation.asks;
  const accounts = (listing.asks?.accounts ?? []).map(({ title }) => t("your account at {title}", { title }));
  const named = hosts.map((host) => sayDeclaredHost({ host, fields, config: installation.config ?? undefined }));
  const places = [...(named.length > 2 ? [countOf(named.length, "address", "addresses")] : named), ...accounts];
  return places.length === 0
    ? t("It reaches nothing outside.")
    : t("It reaches {hosts}, nothing else.", { hosts: places.join(t(" and ")) });
}
