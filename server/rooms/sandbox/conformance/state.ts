import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { gvisorState } from "./differences.ts";
import { readTar } from "../tar/read-tar.ts";
import { tarEnd, tarHeader, tarPadding } from "../tar/write-tar.ts";
import { outcomeOf, run, specOf, type Changes, type Outcome, type Subject } from "./subject.ts";

async function contentOf(state: Buffer | undefined): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const entry of readTar(Readable.from([state ?? Buffer.alloc(0)]))) {
    const body = await text(Readable.from(entry.body));
    found[entry.path] = `${entry.type} ${entry.mode.toString(8)} ${body}`;
  }
  return found;
}

function keep(subject: Subject, script: string, state?: Buffer, limits: Changes["limits"] = {}): Promise<Outcome> {
  return run(subject, script, { keepState: true, ...(state && { state: Readable.from([state]) }), limits });
}

/** The folder that is carried from one run to the next. */
export function testState(subject: Subject): void {
  const long = "n".repeat(120);

  test("state goes round: files, folders, modes, long and odd names", async () => {
    const first = await keep(
      subject,
      `cd /state; mkdir -p a/b empty; echo one > a/b/f; echo x > 'sp ace'; echo l > ${long}; printf z > $'\\xff\\xfe'; chmod 700 a/b/f; : > none`,
    );
    assert.deepEqual([first.end.exitCode, first.end.stateError], [0, undefined]);
    const second = await keep(
      subject,
      `cd /state; cat a/b/f 'sp ace' ${long} $'\\xff\\xfe'; echo more >> a/b/f; stat -c %a a/b/f; rm 'sp ace'`,
      first.state,
    );
    assert.equal(second.stdout, "one\nx\nl\nz700\n");
    assert.deepEqual(await contentOf(second.state), {
      "a/": "directory 755 ",
      "empty/": "directory 755 ",
      [long]: "file 644 l\n",
      none: "file 644 ",
      ÿþ: "file 644 z",
      "a/b/": "directory 755 ",
      "a/b/f": "file 700 one\nmore\n",
    });
  });

  test("the same state is the same bytes", async () => {
    const [one, two] = [await keep(subject, "echo a > /state/f; sleep 1.1"), await keep(subject, "echo a > /state/f")];
    assert.deepEqual(one.state, two.state);
  });

  test("state is kept when the box is killed", async () => {
    const { end, state } = await keep(subject, "echo saved > /state/f; trap '' TERM; while :; do sleep 0.1; done", undefined, {
      wallMs: 500,
      graceMs: 100,
    });
    assert.equal(end.hit, "wall");
    assert.deepEqual(await contentOf(state), { f: "file 644 saved\n" });
  });

  test("an unreadable folder is read all the same", async () => {
    const { state } = await keep(subject, "mkdir /state/d; echo x > /state/d/f; chmod 000 /state/d/f /state/d");
    assert.deepEqual(await contentOf(state), { "d/": "directory 0 ", "d/f": "file 0 x\n" });
  });
}

/** What is refused of a state folder, on the way out and in. */
export function testStateRefused(subject: Subject): void {
  for (const [what, script] of [
    ["a symbolic link", "ln -s /etc/passwd /state/x"],
    ["a pipe", "mkfifo /state/x"],
    ["a socket", "perl -MSocket -e 'socket S,AF_UNIX,SOCK_STREAM,0; bind S,pack_sockaddr_un(q(/state/x)) or die'"],
  ] as const) {
    test(`${what} in the state is refused`, async () => {
      const { end, state } = await keep(subject, script);
      if (subject.sandbox.capabilities.tier === "gvisor" && gvisorState.has(what)) {
        assert.deepEqual([end.exitCode, end.stateError, await contentOf(state)], [0, undefined, {}]);
        return;
      }
      assert.deepEqual([end.exitCode, state, end.stateError], [0, undefined, "x is neither a file nor a folder"]);
    });
  }

  test("too much state is refused", async () => {
    const many = await keep(subject, "cd /state; for i in {1..10001}; do : > $i; done");
    assert.match(many.end.stateError ?? "", /more than 10000/);
    const big = await keep(subject, "head -c 70000000 /dev/zero > /state/big", undefined, { memoryBytes: 256 << 20 });
    assert.match(big.end.stateError ?? "", /more than 67108864 bytes/);
  });

  test("a tar with anything but files and folders inside is not unpacked", async () => {
    const entry = (path: string, type = "0"): Buffer => {
      const header = tarHeader({ path, type: "file", mode: 0o644, size: 1 });
      header.write(type, 156);
      header.write("        ", 148);
      header.write(
        `${header
          .reduce((sum, byte) => sum + byte, 0)
          .toString(8)
          .padStart(6, "0")}\0 `,
        148,
      );
      return Buffer.concat([header, Buffer.from("x"), tarPadding(1), tarEnd]);
    };
    const start = (tar: Buffer) => subject.sandbox.start({ ...specOf(subject, "true"), state: Readable.from([tar]) });
    await assert.rejects(start(entry("../out")), /not a path inside/);
    await assert.rejects(start(entry("/etc/x")), /not a path inside/);
    await assert.rejects(start(entry("link", "2")), /neither a file nor a folder/);
    await assert.rejects(start(Buffer.from("no tar at all".repeat(100))), /not a tar/);
  });

  test("the box without keepState gives none, and a state that is not read does not hold up others", async () => {
    assert.equal((await run(subject, "exit 0")).state, undefined);
    const box = await subject.sandbox.start(specOf(subject, "head -c 30000000 /dev/urandom > /state/big", { keepState: true }));
    for (const stream of [box.stdout, box.stderr, box.messages]) stream.resume();
    const end = await box.ended;
    end.state?.on("error", () => {}).destroy();
    assert.equal((await outcomeOf(await subject.sandbox.start(specOf(subject, "exit 4")))).end.exitCode, 4);
  });
}
