import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { GuestImage } from "./make-image.ts";

export interface Guest {
  image: GuestImage;
  /** The disk with the clone. */
  disk: string;
  /** Tasks of inside.sh, in order. */
  tasks: readonly string[];
  /** A folder for the console's log. */
  work: string;
  limitMs: number;
  /** Hears each line the guest writes to its second serial port. */
  onLine(line: string): void;
}

/**
 * Emulated whole (TCG), so that it runs where a machine is itself a guest. Its clock counts instructions (a thousand in a microsecond), not our
 * time: however busy this machine is, a program in the guest gets as far in its second as ever. Both disks are written to memory only.
 */
function machineArguments({ image, disk, tasks, work }: Guest): string[] {
  const drive = (file: string): string => `file=${file},format=raw,if=virtio,snapshot=on,cache=unsafe`;
  const kernel =
    "root=/dev/vda rw console=ttyS0 mitigations=off audit=0 nowatchdog systemd.show_status=0 systemd.default_timeout_start_sec=0";
  const options = {
    accel: "tcg,thread=single,tb-size=512",
    icount: "shift=0",
    machine: "q35",
    // Without AVX, whose emulation is slow and which C libraries take where it is there.
    cpu: "Nehalem",
    smp: "1",
    m: "2048",
    kernel: image.kernel,
    initrd: image.initrd,
    append: `${kernel} stoa.tasks=${tasks.join(",")}`,
    display: "none",
    monitor: "none",
    nic: "none",
  };
  const given = Object.entries(options).flatMap(([name, value]) => [`-${name}`, value]);
  const disks = [image.disk, disk].flatMap((file) => ["-drive", drive(file)]);
  return [...given, ...disks, "-no-reboot", "-serial", `file:${join(work, "console.log")}`, "-serial", "stdio"];
}

/** Boots the guest and waits until it has powered itself off. It dies with this process. @throws Error with the end of its console */
export async function boot(guest: Guest): Promise<void> {
  const args = ["--pdeathsig", "KILL", "qemu-system-x86_64", ...machineArguments(guest)];
  const child = spawn("setpriv", args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TMPDIR: guest.work } });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => void (said += bytes.toString()));
  createInterface({ input: child.stdout }).on("line", (line) => guest.onLine(line.replaceAll("\r", "")));
  const late = AbortSignal.timeout(guest.limitMs);
  late.addEventListener("abort", () => child.kill("SIGKILL"));
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return;
  const why = late.aborted ? `was not done after ${guest.limitMs / 1000} s` : `ended with ${code}: ${said.trim()}`;
  throw new Error(`the guest ${why}. The end of its console:\n${consoleEnd(guest.work)}`);
}

function consoleEnd(work: string): string {
  try {
    return readFileSync(join(work, "console.log"), "utf8").replaceAll("\r", "").slice(-3000);
  } catch {
    return "(it wrote nothing)";
  }
}
