import type { Manifest } from "@stoa/contract";
import { manifestOf } from "../../server/machine/seed/manifest-of.ts";

/**
 * Counts its installation's runs in its state. Each run raises the count once: its checkpoint names the run, so an attempt that comes after
 * a lost one sees that the work was begun, and says so by a skipped item. A state that is broken, or half of another run, fails it.
 */
export const counterProgram = String.raw`
set -euo pipefail
say() { echo "$*" >&3; }
count=0 run=none phase=done
form='^\{"count":([0-9]+),"run":"([a-z0-9_]+)","phase":"(half|done)"\}$'
if [[ $STOA_STATE != null ]]; then
  [[ $STOA_STATE =~ $form ]] || { echo "broken state: $STOA_STATE" >&2; exit 65; }
  count=${"$"}{BASH_REMATCH[1]} run=${"$"}{BASH_REMATCH[2]} phase=${"$"}{BASH_REMATCH[3]}
fi
if [[ $run == "$STOA_RUN_ID" ]]; then
  echo "attempt $STOA_ATTEMPT goes on from $phase of $count"
  say "count skipped 1"
else
  [[ $phase == done ]] || { echo "the state is half of another run, $run" >&2; exit 65; }
  count=$((count + 1))
  say "state {\"count\":$count,\"run\":\"$STOA_RUN_ID\",\"phase\":\"half\"}"
fi
if [[ $STOA_CFG_PACE == slow && $STOA_ATTEMPT -lt 4 ]]; then sleep 2.5; fi
say "count created 1"
say "state {\"count\":$count,\"run\":\"$STOA_RUN_ID\",\"phase\":\"done\"}"
echo "counted to $count"
`;

export interface Counted {
  count: number;
  run: string;
  phase: "half" | "done";
}

export function counterManifest(): Manifest {
  const properties = { pace: { type: "string", title: "Pace", enum: ["quick", "slow"], default: "quick" } };
  return manifestOf({
    version: 1,
    contract: "stoa",
    name: "counter",
    title: "Counter",
    summary: "Counts its runs.",
    description: "Counts its runs, and keeps the count as its state.",
    categories: ["examples"],
    support: "help@counter.example",
    base: "bash",
    run: "bash /app/program.sh",
    configs: { schema: { properties } },
    network: { hosts: [] },
  });
}
