import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Who } from "./make-root.ts";

export interface Inside {
  folder: string;
  who: Who;
  /** A line for the shell. */
  line: string;
  env?: Record<string, string>;
  onLine?: (line: string) => void;
}

export interface RunningInside {
  /** What Ctrl-C in its terminal would do. */
  interrupt(): void;
  /** Every process inside goes, whatever it does. */
  kill(): void;
  /** Exit code, and all it wrote. */
  ended: Promise<{ code: number; output: string }>;
}

/** Not chroot: the kernel gives a program in one no user namespace, and bubblewrap needs it. Process 1 stays a shell, as an init would. */
const enter = `set -e
mount --bind "$1" "$1" && cd "$1"
mount -t proc proc proc && mount --rbind /sys sys && mount --rbind /dev dev && mount -t tmpfs -o mode=755 tmpfs run
mkdir -p .outside && pivot_root . .outside && umount -l .outside
who=$2; shift 2
set +e
if [ "$who" = root ]; then sh -c "$1"; else setpriv --reuid "$who" --regid "$who" --init-groups sh -c "$1"; fi
exit $?`;

const handedOn = ["NODE_EXTRA_CA_CERTS", "npm_config_registry", "http_proxy", "https_proxy", "no_proxy"];

const inside = new Set<() => void>();
process.on("exit", () => inside.forEach((kill) => kill()));

/** Runs a line on the bare machine, in process and mount namespaces of its own that end with it. */
export function runInside({ folder, who, line, env = {}, onLine = () => undefined }: Inside): RunningInside {
  const namespaces = ["--mount", "--pid", "--fork", "--kill-child=KILL", "--propagation", "private"];
  const child = spawn("unshare", [...namespaces, "sh", "-c", enter, "sh", folder, who, line], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: who === "root" ? "/root" : `/home/${who}`,
      USER: who,
      LANG: "C.UTF-8",
      ...Object.fromEntries(handedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
      ...env,
    },
  });
  let output = "";
  let rest = "";
  const take = (bytes: Buffer): void => {
    output += bytes.toString();
    const lines = `${rest}${bytes.toString()}`.split("\n");
    rest = lines.pop() ?? "";
    for (const one of lines) onLine(one);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const signal = (pid: number, name: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid, name);
  };
  const { pid = 0 } = child;
  const kill = (): void => signal(pid, "SIGKILL");
  inside.add(kill);
  child.once("close", () => inside.delete(kill));
  return {
    interrupt: () => signal(-pid, "SIGINT"),
    kill,
    ended: once(child, "close").then(([code]) => ({ code: Number(code ?? 1), output })),
  };
}
