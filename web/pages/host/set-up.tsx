import type { CustomerView, DomainView, HostView, KeySetView, PublisherView, SideKeyView, WebhookView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useList, useRead } from "../../api/use-read.ts";
import { Panel } from "../../parts/panel.tsx";
import { Steps, type Step } from "../../parts/steps.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** What the side has so far. */
interface Standing {
  host: HostView;
  keys: number;
  publishers: number;
  listings: number;
  customers: number;
  webhooks: number;
  domains: number;
}

interface Task {
  key: string;
  title: string;
  note: string;
  /** The page it is done on, below the place. */
  to: string;
  verb: string;
  /** The set-up is complete without it. */
  optional?: boolean;
  done: (given: Standing) => boolean;
}

const tasks: readonly Task[] = [
  {
    key: "keys",
    title: "Let your product sign people in",
    note: "Register the public key your product signs with, or the address that publishes it.",
    to: "keys",
    verb: "Add a key",
    done: ({ keys }) => keys > 0,
  },
  {
    key: "frame",
    title: "Name the pages that show the marketplace",
    note: "It stands in a frame only there.",
    to: "look",
    verb: "Name the pages",
    done: ({ host }) => host.origins.length > 0,
  },
  {
    key: "look",
    title: "Give it your colour",
    note: "It then looks like a part of your product.",
    to: "look",
    verb: "Choose the look",
    done: ({ host }) => host.look["accent"] !== undefined,
  },
  {
    key: "publisher",
    title: "Invite a publisher",
    note: "Your own developers, or a vendor.",
    to: "publishers",
    verb: "Invite a publisher",
    done: ({ publishers }) => publishers > 0,
  },
  {
    key: "listing",
    title: "Approve a listing",
    note: "Customers see what you approved, nothing else.",
    to: "listings",
    verb: "See the listings",
    done: ({ listings }) => listings > 0,
  },
  {
    key: "customer",
    title: "Open it in your product",
    note: "One script tag and one function that signs your people in. The first customer to open it appears here.",
    to: "customers",
    verb: "See your customers",
    done: ({ customers }) => customers > 0,
  },
  {
    key: "webhooks",
    title: "Have your server told",
    note: "When an installation fails, recovers or changes, without anybody looking here.",
    to: "webhooks",
    verb: "Add an address",
    done: ({ webhooks }) => webhooks > 0,
  },
  {
    key: "domain",
    title: "Serve it under a domain of yours (optional)",
    note: "Links and addresses then carry your name in place of this deployment's.",
    to: "domains",
    verb: "Add a domain",
    optional: true,
    done: ({ domains }) => domains > 0,
  },
];

const needed = tasks.filter(({ optional }) => optional !== true);

/** From an empty side to a marketplace in the product: what is done, what is next, each with its page; gone once all is done. */
export function SetUp({ listings }: { listings: number }) {
  const standing = useStanding(listings);
  if (!standing || needed.every((task) => task.done(standing))) return null;
  return <Checklist standing={standing} />;
}

function useStanding(listings: number): Standing | undefined {
  const { api } = usePlace();
  const host = useRead<HostView>(`${api}/host`).data;
  const keys = useRead<{ items: SideKeyView[] }>(`${api}/keys`).data;
  const sets = useRead<{ items: KeySetView[] }>(`${api}/key-sets`).data;
  const webhooks = useRead<{ items: WebhookView[] }>(`${api}/webhooks`).data;
  const domains = useRead<{ items: DomainView[] }>(`${api}/domains`).data;
  const customers = useList<CustomerView>(`${api}/customers`, { limit: 1 }).rows;
  const publishers = useList<PublisherView>(`${api}/publishers`, { limit: 1 }).rows;
  if (!host || !keys || !sets || !webhooks || !domains || !customers || !publishers) return undefined;
  return {
    host,
    keys: keys.items.filter((key) => !key.revokedAt).length + sets.items.length,
    publishers: publishers.length,
    listings,
    customers: customers.length,
    webhooks: webhooks.items.length,
    domains: domains.items.filter(({ state }) => state !== "waiting").length,
  };
}

function Checklist({ standing }: { standing: Standing }) {
  const place = usePlace();
  const now = tasks.findIndex((task) => task.optional !== true && !task.done(standing));
  const steps = tasks.map((task, index): Step => {
    const done = task.done(standing);
    const content = (
      <Button component={Link} to={`${place.href}/${task.to}`}>
        {task.verb}
      </Button>
    );
    return {
      key: task.key,
      title: task.title,
      state: done ? "done" : index === now ? "now" : "next",
      note: <Note task={task} done={done} now={index === now} />,
      content,
    };
  });
  const done = needed.filter((task) => task.done(standing)).length;
  return (
    <Panel title={`Set-up, ${done} of ${needed.length} done`}>
      <Steps label="Set-up" steps={steps} />
    </Panel>
  );
}

/** Every task leads to its page, whether done or still to come. */
function Note({ task, done, now }: { task: Task; done: boolean; now: boolean }) {
  const place = usePlace();
  const to = `${place.href}/${task.to}`;
  if (done) return <Link to={to}>See it</Link>;
  return now ? (
    task.note
  ) : (
    <>
      {task.note}{" "}
      <Link to={to} className={styles.underlined}>
        {task.verb}
      </Link>
    </>
  );
}
