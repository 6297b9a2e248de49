// run.mjs [--tools | --test-tools | --long-tools | --guest-tools] <file> [arguments]: runs a file of this clone, in the current folder, under the right Node.
// --tools: Debian's tools must be there too; --test-tools: and the programs that tests run; --long-tools: and the languages hosts sign in; --guest-tools: and an emulated machine.
import { resolve } from "node:path";
import { launch } from "./launch.mjs";
import { root } from "./place.mjs";
import { orSay, SetupError } from "./say.mjs";
import { ensureToolchain } from "./toolchain.mjs";

/** @type {Record<string, "run" | "test" | "long" | "guest">} */
const purposes = { "--tools": "run", "--test-tools": "test", "--long-tools": "long", "--guest-tools": "guest" };

await orSay(async () => {
  const [first = "", ...others] = process.argv.slice(2);
  const purpose = purposes[first];
  const [file, ...rest] = purpose ? others : [first, ...others];
  if (!file) throw new SetupError("run.mjs needs a file: node tools/bootstrap/run.mjs <file> [arguments]");
  const { node } = await ensureToolchain(purpose);
  launch(node, [resolve(root, file), ...rest]);
});
