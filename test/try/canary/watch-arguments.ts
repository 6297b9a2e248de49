import { readdirSync, readFileSync } from "node:fs";

/** Every command line seen on this machine while it watched. */
export interface ArgumentsWatch {
  seen: ReadonlySet<string>;
  samples(): number;
  stop(): void;
}

const everyMs = 100;

/** Looks at the arguments of all processes ten times a second: any user of a machine can read them. */
export function watchArguments(): ArgumentsWatch {
  const seen = new Set<string>();
  let samples = 0;
  const look = (): void => {
    samples++;
    for (const name of readdirSync("/proc")) if (/^\d+$/.test(name)) add(name, seen);
  };
  const timer = setInterval(look, everyMs);
  look();
  return { seen, samples: () => samples, stop: () => clearInterval(timer) };
}

function add(pid: string, seen: Set<string>): void {
  try {
    seen.add(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    // It has ended meanwhile.
  }
}
