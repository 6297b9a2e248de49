import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureGvisor } from "../../tools/gvisor/build.ts";

// npm run test:gvisor: the suites every box must pass, ways out and limits among them, on gVisor, which is built when it is not there. As root
// once more where every forbidden address is a real server. Fails, never skips, when gVisor cannot be had.
const room = fileURLToPath(new URL("../../server/rooms/sandbox/", import.meta.url));
const suites = ["conformance.test.ts", ...(process.getuid?.() === 0 ? ["network.test.ts"] : [])];
const folder = await ensureGvisor((line) => console.error(line));
const { status } = spawnSync(process.execPath, ["--test", "--test-concurrency=1", ...suites.map((suite) => `${room}${suite}`)], {
  stdio: "inherit",
  env: { ...process.env, STOA_TEST_GVISOR: folder },
});
process.exit(status ?? 1);
