import assert from "node:assert/strict";
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findGo } from "./find-go.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-go-"));
after(() => rmSync(folder, { recursive: true }));

/** As far as we ask it: its version, and a module. */
function goOf(version: string, download = "echo no network >&2; exit 1"): string {
  const path = join(folder, `go-${version}`);
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = mod ]; then ${download}; else echo go version go${version} linux/amd64; fi\n`);
  chmodSync(path, 0o755);
  return path;
}

test("the first Go that is new enough is taken, whatever stands before it", async () => {
  const [old, fresh] = [goOf("1.19.8"), goOf("1.26.1")];
  assert.equal(await findGo(["/nowhere/go", old, fresh]), fresh);
});

test("an older Go brings a newer one, whose commands can then be run", async () => {
  const made = join(folder, "toolchain");
  for (const part of ["bin", "pkg/tool/linux_amd64"]) mkdirSync(join(made, part), { recursive: true });
  for (const file of ["bin/go", "pkg/tool/linux_amd64/compile"]) writeFileSync(join(made, file), "#!/bin/sh\n", { mode: 0o444 });
  const go = await findGo([goOf("1.19.3", `echo '{"Dir":"${made}"}'`)]);
  assert.equal(go, join(made, "bin/go"));
  for (const file of [go, join(made, "pkg/tool/linux_amd64/compile")]) accessSync(file, constants.X_OK);
});

test("what is missing is said", async () => {
  await assert.rejects(findGo(["/nowhere/go"]), /there is none.*go\.dev/);
  await assert.rejects(findGo([goOf("1.20")]), /go-1\.20 is older and brings none .*no network/s);
});
