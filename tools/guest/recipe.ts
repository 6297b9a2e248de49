import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Debian 12, whose systemd mounts control groups of version 2 only. */
export const suite = "bookworm";

/** The kernel, systemd as a login has it, and what the README asks of a machine: git, Debian's own Node and npm; the rest is what `npm start` installs. */
export const packages = [
  "linux-image-cloud-amd64 initramfs-tools busybox kmod udev",
  "systemd-sysv dbus dbus-user-session libpam-systemd iproute2 ca-certificates",
  "git nodejs npm bubblewrap mmdebstrap perl uidmap",
].flatMap((line) => line.split(" "));

/** Run in the new root by mmdebstrap; `$1` is its folder. A small first file system, with the disk's drivers only, boots in seconds. */
export const beforePackages = [
  'mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"',
  'printf "MODULES=list\\nCOMPRESS=gzip\\n" > "$1/etc/initramfs-tools/conf.d/guest"',
  'printf "virtio_pci\\nvirtio_blk\\next4\\n" > "$1/usr/share/initramfs-tools/modules.d/guest"',
];

/** The kernel itself names the disk, so the first file system needs no udev; nobody reads manuals in the guest. */
export const leftOut = [
  "/usr/share/initramfs-tools/hooks/udev",
  "/usr/share/initramfs-tools/scripts/init-*/udev",
  "/usr/share/doc/*",
  "/usr/share/man/*",
  "/usr/share/locale/*",
];

export const imageScript = join(import.meta.dirname, "image.sh");

/** Of room on the root disk, beside what is on it. */
export const diskBytes = 3 * 2 ** 30;

/** Names an image: another recipe, another name. */
export function recipeDigest(): string {
  const recipe = JSON.stringify({ suite, packages, beforePackages, leftOut, diskBytes, script: readFileSync(imageScript, "utf8") });
  return createHash("sha256").update(recipe).digest("hex").slice(0, 16);
}
