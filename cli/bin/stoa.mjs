#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 12)) {
  process.stderr.write(
    `stoa needs Node 24.12 or newer; this is ${process.versions.node}. Start it by bin/stoa of a clone, which brings its own.\n`,
  );
  process.exit(69);
}
const { main } = await import("../main.ts");
await main(process.argv);
