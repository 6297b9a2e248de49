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
  return findUser(systemUser) ?? createUser(systemUser);
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
    return readFileSync("/etc/passwd", "utf8").split("\n").find((line) => line.startsWith(`${name}:`));
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
