import type { Box, BoxSpec, WarmWish } from "../box.ts";
import type { Sandbox } from "../client/open-sandbox.ts";

/** Programs that become what they are told: what comes after is a box of the suite's like any other, but that its first process was prepared. */
const become: Record<WarmWish["interpreter"], { words: string[]; path: string; source: string }> = {
  python: { words: ["python3"], path: "/run/become.py", source: "import os, sys\nos.execvp(sys.argv[1], sys.argv[1:])\n" },
  node: {
    // The suite's programs look for theirs where Debian has them.
    words: ["/usr/local/bin/node"],
    path: "/run/become.js",
    source: "process.execve(require('node:fs').realpathSync(process.argv[2]), process.argv.slice(2), process.env)\n",
  },
};
const patienceMs = 150_000;

/** The same sandbox, whose every box is started warm, or not at all. */
export function startedWarm(sandbox: Sandbox, interpreter: WarmWish["interpreter"]): Sandbox {
  const { words, path, source } = become[interpreter];
  // A suite of hundreds waits once, not for every test, where nothing can be prepared.
  let lost: Error | undefined;
  const start = async (spec: BoxSpec): Promise<Box> => {
    if (lost) throw lost;
    const files = [...(spec.files ?? []), { path, data: Buffer.from(source) }];
    const warm = { interpreter, modules: [], owner: spec.id, words: [...words, path, ...spec.command] };
    const wish: BoxSpec = { ...spec, files, customer: spec.customer ?? "suite", warm };
    for (const deadline = performance.now() + patienceMs; performance.now() < deadline;) {
      const box = await sandbox.start(wish);
      if (box.warm) return box;
      box.kill();
      for (const stream of [box.stdout, box.stderr, box.messages]) stream.resume();
      const { state } = await box.ended;
      state?.destroy();
      await sandbox.prepared();
    }
    const error = new Error(`nothing was started warm: ${JSON.stringify(sandbox.warm())}`);
    if (sandbox.warm().started.warm === 0) lost = error;
    throw error;
  };
  return {
    start,
    capabilities: sandbox.capabilities,
    free: () => sandbox.free(),
    warm: () => sandbox.warm(),
    prepared: () => sandbox.prepared(),
    close: () => sandbox.close(),
  };
}
