import { manifestOf } from "../../server/machine/seed/manifest-of.ts";
import type { IntegrationSpec } from "../../server/machine/seed/bring-listing.ts";

/** What a neighbour's programs do, flat out, until they are stopped. */
export const noises = {
  cpu: "for i in 1 2 3 4; do (while :; do :; done) & done; wait",
  memory: `exec perl -e 'my $x = "x" x 90_000_000; while (1) { substr($x, int(rand(90_000_000)), 1) = "y" for 1 .. 100_000 }'`,
  disk: `block=$(head -c 30000 /dev/zero | tr '\\0' x)
while :; do echo "state {\\"block\\":\\"$block\\"}" >&3; head -c 8000000 /dev/zero > /tmp/block; done`,
  logs: `line='2026-11-29T10:00:00.000 INFO wrote contact 4711 of northwind to the folder in 12 ms'
for ((i = 0; i < 11000; i++)); do echo "$line"; done > /tmp/block
while :; do cat /tmp/block; sleep 0.1; done`,
} as const;

export type Noise = keyof typeof noises;

/** An integration whose program is this script. */
export function specOf(slug: string, script: string): IntegrationSpec {
  const manifest = manifestOf({
    version: 1,
    contract: "stoa",
    name: slug,
    title: slug,
    summary: `Does ${slug}.`,
    description: `Does ${slug}, and nothing else.`,
    categories: ["examples"],
    support: `help@${slug}.example`,
    base: "bash",
    run: "bash /app/program.sh",
    limits: { memory: "160MB", timeout: "30m", pids: 40 },
    retry: { attempts: 1, on: [] },
    configs: { schema: { properties: {} } },
    network: { hosts: [] },
  });
  return { slug, name: slug, manifest, program: `${script}\n` };
}

/** What a build does for some seconds: computes and writes. */
export const busyBuild = `version: 1
contract: stoa
name: busy
base: bash
build: i=0; while [ $i -lt 120 ]; do head -c 4000000 /dev/urandom | sha256sum > part-$((i % 20)); i=$((i + 1)); done
run: "true"
`;
