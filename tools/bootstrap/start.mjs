// npm start: set up what is missing, build the pages when they are old, run the server in the same process group.
import { join } from "node:path";
import { launch } from "./launch.mjs";
import { root } from "./place.mjs";
import { orSay, say } from "./say.mjs";
import { ensureToolchain } from "./toolchain.mjs";
import { ensureWebPages } from "./web.mjs";

await orSay(async () => {
  const runtime = await ensureToolchain("run");
  await ensureWebPages(runtime);
  say("starting");
  launch(runtime.node, [join(root, "server", "main.ts"), ...process.argv.slice(2)], { ipc: true });
});
