import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sweepRunFolder } from "./sweep-run-folder.ts";

test(
  "what killed starts left under /run goes; what somebody has mounted, listens in or has just made stays",
  { skip: process.getuid?.() !== 0 && "as an ordinary user: only root mounts" },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "stoa-run-"));
    const [used, left, young, silent] = ["a", "b", "c", "d"].map((letter) => letter.repeat(12));
    const names = [`app-${used}`, `compiled-app-${used}`, `app-${left}`, `compiled-app-${left}`, `box-${used}`, `box-${silent}`, "trust"];
    for (const name of names) mkdirSync(join(folder, name));
    writeFileSync(join(folder, `compiled-app-${left}`, "code"), "x");
    writeFileSync(join(folder, `box-${silent}`, "spawner.sock"), "");
    writeFileSync(join(folder, `node-${left}`), "");
    const socket = createServer().listen(join(folder, `box-${used}`, "spawner.sock"));
    await once(socket, "listening");
    const mount = `mount --bind ${folder} ${join(folder, `app-${used}`)} && echo there && exec cat`;
    const elsewhere = spawn("unshare", ["--mount", "--propagation", "private", "sh", "-c", mount], { stdio: ["pipe", "pipe", "inherit"] });
    after(() => {
      elsewhere.stdin.end();
      socket.close();
      rmSync(folder, { recursive: true, force: true });
    });
    await once(elsewhere.stdout, "data");
    sweepRunFolder(folder);
    assert.equal(readdirSync(folder).length, names.length + 1, "all is young");
    sweepRunFolder(folder, Date.now() + 2 * 3_600_000);
    const later = [`app-${used}`, `box-${used}`, `compiled-app-${used}`, `compiled-app-${left}`, "trust"];
    assert.deepEqual(readdirSync(folder).toSorted(), later);
    sweepRunFolder(folder, Date.now() + 25 * 3_600_000);
    assert.deepEqual(
      readdirSync(folder).toSorted(),
      later.filter((name) => name !== `compiled-app-${left}`),
    );
    mkdirSync(join(folder, `app-${young}`));
    sweepRunFolder(folder, Date.now() + 60_000);
    assert.ok(readdirSync(folder).includes(`app-${young}`));
  },
);
