import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { StoaError } from "../../base/errors.ts";

/** The system user a child runs as; undefined: the one we are. */
export interface RunAs {
  name: string;
  uid: number;
  gid: number;
}

export const systemUser = "stoa";

/** As root: the system user `stoa`, created when missing. As anyone else: undefined. @throws StoaError setup */
export function serviceUser(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = findUser(systemUser) ?? createUser(systemUser);
  ensureSubordinateIds(user.name);
  return user;
}

/** Runtimes are made as that user in a namespace of its own, which takes a range of ids that nobody else has. */
function ensureSubordinateIds(name: string): void {
  const lacks = (file: string): boolean => !readLines(file).some((line) => line.startsWith(`${name}:`));
  const range = "1073741824-1073807359";
  if (lacks("/etc/subuid")) tryUsermod("--add-subuids", range, name);
  if (lacks("/etc/subgid")) tryUsermod("--add-subgids", range, name);
}

/** Without the ids Stoa still starts; making a runtime then says what to type. */
function tryUsermod(...args: string[]): void {
  try {
    execFileSync("usermod", args, { stdio: "ignore" });
  } catch {
    // said when a runtime is made
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

/** Reads the passwd database through getent, so users of a directory service are found too. */
export function findUser(name: string): RunAs | undefined {
  const line = getentPasswd(name);
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined) return undefined;
  return { name, uid: Number(uid), gid: Number(gid) };
}

function getentPasswd(name: string): string | undefined {
  try {
    return execFileSync("getent", ["passwd", name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((line) => line.startsWith(`${name}:`));
  }
}

function createUser(name: string): RunAs {
  const args = ["--system", "--user-group", "--no-create-home", "--home-dir", "/var/lib/stoa", "--shell", "/usr/sbin/nologin", name];
  try {
    execFileSync("useradd", args, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (cause) {
    // Two starts at once: the other one may just have made it.
    const made = findUser(name);
    if (made) return made;
    throw new StoaError("setup", {
      what: `The system user "${name}" is missing and could not be created.`,
      why: "Started as root, Stoa runs its server and its database as an ordinary system user.",
      fix: `Create it: useradd ${args.join(" ")}`,
      cause,
    });
  }
  const user = findUser(name);
  if (!user) throw new StoaError("setup", { what: `useradd made no user "${name}".`, fix: "Look at /etc/passwd and /etc/nsswitch.conf." });
  return user;
}
