// run.mjs [--tools] <file> [arguments]: runs a TypeScript file of this clone, in the current folder, under the right Node.
// --tools: Debian's tools are needed too.
import { resolve } from "node:path";
import { launch } from "./launch.mjs";
import { root } from "./place.mjs";
import { orSay, SetupError } from "./say.mjs";
import { ensureToolchain } from "./toolchain.mjs";

await orSay(async () => {
  const args = process.argv.slice(2);
  const tools = args[0] === "--tools";
  const [file, ...rest] = tools ? args.slice(1) : args;
  if (!file) throw new SetupError("run.mjs needs a file: node tools/bootstrap/run.mjs <file> [arguments]");
  const { node } = await ensureToolchain({ tools });
  launch(node, [resolve(root, file), ...rest]);
});
