import type { Integration, Listing, ListingSummary, StatusView } from "@stoa/contract";
import type { Command } from "commander";
import { paint } from "../output/paint.ts";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { listHosts } from "../session/choose-side.ts";

interface Standing {
  integration: string;
  host: string;
  side: string;
  listing: string | null;
  state: string;
  /** What happens next, and by whom. */
  next: string;
}

/** status: where things stand for whoever asks: submissions for a publisher, what waits for a host, the platform for an operator. */
export function addStatus(program: Command): void {
  program
    .command("status")
    .description("where your submissions stand; for a host what waits for review, for an operator whether the platform is fine")
    .action(async () => {
      const session = await openSession();
      if (session.actsAs("publisher")) return showStandings(program, await listStandings(session));
      if (session.actsAs("operator"))
        return print(program.opts(), await session.client.get<StatusView>(`${session.operator()}/status`), describePlatform);
      return showWaiting(program, session);
    });
}

function showStandings(program: Command, standings: readonly Standing[]): void {
  const columns = {
    integration: (row: Standing) => row.integration,
    host: (row: Standing) => row.host,
    side: (row: Standing) => row.side,
    state: (row: Standing) => row.state,
    next: (row: Standing) => row.next,
  };
  printList(program.opts(), standings, columns, "No integrations yet. Begin with: stoa init hello");
}

async function showWaiting(program: Command, session: Session): Promise<void> {
  const { items } = await session.client.get<{ items: ListingSummary[] }>(`${session.side()}/listings`, { waiting: true });
  const columns = {
    id: (row: ListingSummary) => row.id,
    title: (row: ListingSummary) => row.title,
    publisher: (row: ListingSummary) => row.publisherName,
  };
  printList(program.opts(), items, columns, "Nothing waits for your review.");
}

async function listStandings(session: Session): Promise<Standing[]> {
  const base = session.publisher();
  const [integrations, listings, hosts] = await Promise.all([
    session.client.get<{ items: Integration[] }>(`${base}/integrations`, { limit: 200 }),
    session.client.get<{ items: ListingSummary[] }>(`${base}/listings`, { limit: 200 }),
    listHosts(session),
  ]);
  const standings: Standing[] = [];
  for (const { id } of listings.items) {
    const listing = await session.client.get<Listing>(`${base}/listings/${id}`);
    const host = hosts.find(({ sides }) => sides.some((side) => side.id === listing.sideId));
    const side = host?.sides.find((one) => one.id === listing.sideId)?.kind ?? "-";
    const at = { integration: listing.integrationSlug, host: host?.name ?? "-", side, listing: listing.id };
    standings.push({ ...at, state: listing.state, next: nextOf(listing, host?.name ?? "the host") });
  }
  const listed = new Set(standings.map(({ integration }) => integration));
  const rest = integrations.items.filter(({ slug }) => !listed.has(slug));
  return [...standings, ...rest.map(unlisted)];
}

function unlisted(integration: Integration): Standing {
  const next = integration.stable
    ? `Hand it to a host: stoa submit --integration ${integration.slug}`
    : `Make a release stable: stoa release publish --integration ${integration.slug}`;
  return { integration: integration.slug, host: "-", side: "-", listing: null, state: "not listed", next };
}

function nextOf(listing: Listing, host: string): string {
  const { submission } = listing;
  switch (submission?.state) {
    case "waiting":
      return `${host} must decide, since ${ago(submission.createdAt)}`;
    case "failed": {
      const failed = submission.checks.filter((check) => !check.passed).map((check) => check.title);
      return `You must mend: ${failed.join(", ")}; then: stoa submit --integration ${listing.integrationSlug}`;
    }
    case "rejected":
      return `You must answer: ${listing.reason ?? submission.reason ?? "no reason was given"}`;
    case "approved":
      return `Nothing; ${listing.installs} installations`;
    case "taken_back":
    case undefined:
      return `Hand it to the host: stoa submit --integration ${listing.integrationSlug}`;
  }
}

/** Said where programs ask for it. */
function warmLine({ sandbox: { warm } }: StatusView): string[] {
  const all = warm.started.warm + warm.started.cold;
  return all === 0 ? [] : [`  ${warm.started.warm} of ${all} starts that ask for it were warm`];
}

function describePlatform(status: StatusView): string {
  const { notices } = status;
  const needed = notices.filter(({ needs }) => needs === "someone");
  const head = needed.length === 0 ? paint.fine("✓ The platform is fine.") : paint.failed(`✗ ${needed.length} things need you.`);
  const lines = notices.map(({ needs, title, text, fix }) => {
    const mark = needs === "someone" ? paint.failed("✗") : paint.waiting("·");
    return `${mark} ${title}: ${text}${fix === null ? "" : `\n  ${paint.dim("→")} ${fix}`}`;
  });
  return [
    head,
    `  ${status.publicUrl}, up since ${ago(status.startedAt)}`,
    `  ${sayBoxes(status.sandbox)}`,
    ...warmLine(status),
    ...lines,
  ].join("\n");
}

/** What programs run in here, and who starts them. */
function sayBoxes({ tier, launcher, slots }: StatusView["sandbox"]): string {
  const kernel = tier === "gvisor" ? "gVisor, a kernel of its own for each run" : "namespaces of this machine's kernel";
  const by = launcher === "native" ? "the native launcher" : "Perl's launcher, as there was no C compiler at set-up";
  return `Programs run in ${kernel}, started by ${by}; ${slots} slots`;
}
