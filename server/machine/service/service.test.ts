import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { installService } from "./install-service.ts";
import { unitText } from "./unit.ts";

const base = mkdtempSync(join(tmpdir(), "stoa-unit-"));
after(() => rmSync(base, { recursive: true, force: true }));

test("the unit keeps settings but no password, and says how to add that", () => {
  const unit = installService({ STOA_PORT: "4500", STOA_DATABASE_URL: "postgres://me:hunter22@db/stoa", PATH: "/bin" }, { print: true });
  assert.match(unit.text, /^Environment="STOA_PORT=4500"$/m);
  assert.doesNotMatch(`${unit.text}${unit.next.join("\n")}`, /hunter22/);
  assert.ok(unit.next.some((line) => line.includes("STOA_DATABASE_URL")));
  assert.match(unit.text, /^ExecStart=".+" ".+tools\/bootstrap\/start\.mjs"$/m);
  assert.match(unit.text, /^RestartPreventExitStatus=78$/m);
  assert.equal(unit.written, false);
});

test("what systemd would expand is made plain", () => {
  const text = unitText({ folder: "/srv/100%/s", node: "/usr/bin/node", asRoot: false, env: { STOA_URL: 'https://a/"$HOME"%n' } });
  assert.ok(text.includes('Environment="STOA_URL=https://a/\\"$$HOME\\"%%n"'));
  assert.ok(text.includes("WorkingDirectory=/srv/100%%/s"));
  assert.match(text, /WantedBy=default\.target/);
});

test(
  "written for an ordinary user below their configuration",
  { skip: process.getuid?.() === 0 && "as root: it would write to /etc" },
  () => {
    const unit = installService({ XDG_CONFIG_HOME: base }, { print: false });
    assert.equal(readFileSync(join(base, "systemd", "user", "stoa.service"), "utf8"), unit.text);
  },
);
