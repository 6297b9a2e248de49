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

interface Task {
  key: string;
  title: string;
  note: string;
  /** The page it is done on, below the place. */
  to: string;
  verb: string;
  done: (given: SetUpProps) => boolean;
}

const tasks: readonly Task[] = [
  {
    key: "keys",
    title: "Let your product sign people in",
    note: "Register the public key your product signs with.",
    to: "keys",
    verb: "Register a key",
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
];

/** From an empty side to a marketplace in the product; gone once all is done. */
export function SetUp(props: SetUpProps) {
  const place = usePlace();
  const now = tasks.findIndex((task) => !task.done(props));
  if (now < 0) return null;
  const steps = tasks.map((task, index): Step => {
    const done = task.done(props);
    const content = (
      <Button component={Link} to={`${place.href}/${task.to}`}>
        {task.verb}
      </Button>
    );
    return {
      key: task.key,
      title: task.title,
      state: done ? "done" : index === now ? "now" : "next",
      note: done ? undefined : task.note,
      content,
    };
  });
  const done = steps.filter((step) => step.state === "done").length;
  return (
    <Panel title={`Set-up, ${done} of ${tasks.length} done`}>
      <Steps label="Set-up" steps={steps} />
    </Panel>
  );
}
