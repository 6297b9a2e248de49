import { ensureGvisor } from "./build.ts";

// npm run gvisor: builds gVisor for this machine, once, and says how a deployment uses it.
try {
  const folder = await ensureGvisor((line) => console.error(line));
  console.log(`STOA_GVISOR=${folder}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
