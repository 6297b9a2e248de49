import type { HomeItem } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { isTroubled, sayHealth, saySilent, sayWaits } from "../../words/health-words.ts";
import { installationStates } from "../../words/installation-states.ts";
import { localeNow } from "../../words/language.ts";
import { sayCron } from "../../words/say-cron.ts";
import { classWords } from "../../words/run-words.ts";
import { sayVerdict } from "../../words/verdict-sentences.ts";
import { ListOf } from "../lists/list-of.tsx";
import { Muted } from "../notices/muted.tsx";
import { Everything } from "./everything.tsx";
import { TakeAlong } from "./take-along.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

const specs: FilterSpec[] = [
  {
    key: "state",
    title: t("State"),
    single: true,
    options: (["active", "paused", "draft", "removed"] as const).map((value) => ({ value, label: installationStates[value].word })),
  },
  { key: "needs", title: t("Needs attention"), single: true, options: [{ value: "true", label: t("Only those with problems") }] },
];

const columns: Column<HomeItem>[] = [
  {
    key: "name",
    title: t("Installed"),
    cell: (row) => (
      <span className={styles.named}>
        <ListingPicture id={row.listingId} title={row.title} monogram={row.monogram} icon={row.icon} size={24} />
        <span>
          {row.name || row.title} <Muted installationId={row.id} />
        </span>
      </span>
    ),
    text: (row) => row.name || row.title,
    phone: "title",
  },
  {
    key: "health",
    title: t("Health"),
    cell: (row) => <MeaningBadge {...sayHealthOf(row)} />,
    text: (row) => sayHealthOf(row).word,
    width: "170px",
    phone: "mark",
  },
  {
    key: "why",
    title: t("Why"),
    cell: (row) => (whyOf(row) ? <span className={styles.quiet}>{whyOf(row)}</span> : null),
    text: whyOf,
    wraps: true,
    phone: "line",
  },
  {
    key: "worked",
    title: t("Last worked"),
    cell: ({ health }) => (health.lastOkAt ? <TimeAgo at={health.lastOkAt} /> : <span className={styles.quiet}>{t("Never yet")}</span>),
    text: ({ health }) => health.lastOkAt ?? "",
    width: "150px",
    phone: "named",
  },
  {
    key: "next",
    title: t("Next run"),
    cell: (row) =>
      row.state === "active" && row.health.nextRunAt ? (
        <TimeAgo at={row.health.nextRunAt} />
      ) : (
        <span className={styles.quiet}>{noNext(row)}</span>
      ),
    text: ({ state, health }) => (state === "active" ? (health.nextRunAt ?? "") : ""),
    width: "200px",
    phone: "named",
  },
];

/** One that is paused says until when. */
function sayHealthOf({ state, health, waits, resumesAt, zone }: HomeItem): ReturnType<typeof sayHealth> {
  const said = sayHealth(state, health, waits);
  if (state !== "paused" || resumesAt === null || said.word !== installationStates.paused.word) return said;
  return { ...said, word: t("Paused until {day}", { day: sayDay(resumesAt, zone) }) };
}

const sayDay = (at: string, zone: string): string =>
  new Intl.DateTimeFormat(localeNow(), { day: "numeric", month: "short", timeZone: zone }).format(new Date(at));

/** What stands in the place of a next run: one that is paused or not set up has none, whatever its schedule says. */
function noNext({ state, schedule, resumesAt, zone }: HomeItem): string {
  if (resumesAt !== null) return t("None before {when}", { when: sayDay(resumesAt, zone) });
  if (state === "removed") return t("None: it is uninstalled");
  if (state === "paused") return t("None while it is paused");
  return state === "draft" ? t("Once it is set up") : sayCron(schedule);
}

function reasonOf({ sentence, failureClass }: HomeItem["health"]): string {
  if (sentence) return shortOf(sayVerdict(sentence));
  return failureClass ? classWords[failureClass] : t("The last run failed");
}

/** Of a verdict what went wrong; what to do about it is said where it can be done. */
const shortOf = (sentence: string): string => sentence.replace(/;.*$/s, "").replace(/\.$/, "");

/** What is wrong, in a few words; nothing where nothing is. */
function whyOf({ state, health, waits }: HomeItem): string {
  if (waits !== null && !isTroubled(state, health)) return sayWaits(waits);
  if (health.state === "silent") return health.silentCause ? saySilent(health.silentCause) : "";
  if (health.state !== "failing" || state !== "active") return "";
  const why = reasonOf(health);
  return health.failures > 1 ? t("{why}, {count} runs in a row", { why, count: health.failures }) : why;
}

const hrefOf = (row: HomeItem) =>
  row.state === "draft" ? `/shop/install/${row.listingId}?installation=${row.id}` : `/shop/installations/${row.id}`;

/** What the customer has installed: is it healthy, when did it last work, when is its next run. */
export function InstalledPage() {
  const place = usePlace();
  return (
    <>
      <PageHead
        title={t("Installed")}
        actions={
          <>
            {mayAct(place, "customer_owner", "customer_configurer") ? <Everything /> : null}
            {mayAct(place, "customer_owner") ? (
              <>
                <TakeAlong />
                <Button component={Link} to="/shop/activity" variant="default">
                  {t("Activity")}
                </Button>
              </>
            ) : null}
          </>
        }
      />
      <ListOf
        noun="installation"
        path={`${place.api}/home`}
        columns={columns}
        specs={specs}
        every={15_000}
        rowHref={hrefOf}
        empty={
          <EmptyState
            title={t("Nothing is installed yet")}
            action={
              <Button component={Link} to="/shop">
                {t("Go to the marketplace")}
              </Button>
            }
          >
            <p>{t("What you install stands here: whether it is healthy, when it last worked and when it runs next.")}</p>
          </EmptyState>
        }
      />
    </>
  );
}
