import type { HostView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Panel } from "../../parts/panel.tsx";
import { Steps, type Step } from "../../parts/steps.tsx";
import { usePlace } from "../../places/place.ts";

interface SetUpProps {
  host: HostView;
  keys: number;
  publishers: number;
  listings: number;
}

/** From an empty side to a marketplace in the product; gone once all is done. */
export function SetUp({ host, keys, publishers, listings }: SetUpProps) {
  const place = usePlace();
  const all = [
    {
      key: "keys",
      title: "Let your product sign people in",
      done: keys > 0,
      note: "Register the public key your product signs with.",
      to: "keys",
      verb: "Register a key",
    },
    {
      key: "frame",
      title: "Name the pages that show the marketplace",
      done: host.origins.length > 0,
      note: "It stands in a frame only there.",
      to: "look",
      verb: "Name the pages",
    },
    {
      key: "look",
      title: "Give it your colour",
      done: host.look["accent"] !== undefined,
      note: "It then looks like a part of your product.",
      to: "look",
      verb: "Choose the look",
    },
    {
      key: "publisher",
      title: "Invite a publisher",
      done: publishers > 0,
      note: "Your own developers, or a vendor.",
      to: "publishers",
      verb: "Invite a publisher",
    },
    {
      key: "listing",
      title: "Approve a listing",
      done: listings > 0,
      note: "Customers see what you approved, nothing else.",
      to: "listings",
      verb: "See the listings",
    },
  ];
  if (all.every((one) => one.done)) return null;
  const now = all.findIndex((one) => !one.done);
  const steps: Step[] = all.map((one, index) => ({
    key: one.key,
    title: one.title,
    state: one.done ? "done" : index === now ? "now" : "next",
    note: one.done ? undefined : one.note,
    content: (
      <Button component={Link} to={`${place.href}/${one.to}`}>
        {one.verb}
      </Button>
    ),
  }));
  return (
    <Panel title={`Set-up, ${all.filter((one) => one.done).length} of ${all.length} done`}>
      <Steps label="Set-up" steps={steps} />
    </Panel>
  );
}
