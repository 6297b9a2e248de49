import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runCommand } from "./command.mjs";
import { say, SetupError } from "./say.mjs";

/** What Stoa runs of Debian's: command -> package. uidmap lets an ordinary user make a root file system. */
const needed = { bwrap: "bubblewrap", git: "git", mmdebstrap: "mmdebstrap", perl: "perl", newuidmap: "uidmap" };
/** What the tests run besides: a browser, a proxy, and the strangers' programs and servers. */
const neededByTests = {
  ...needed,
  chromium: "chromium",
  caddy: "caddy",
  openssl: "openssl",
  rclone: "rclone",
  vdirsyncer: "vdirsyncer",
  radicale: "radicale",
  r2e: "rss2email",
  pgloader: "pgloader",
  go: "golang-go",
  curl: "curl",
  jq: "jq",
  gawk: "gawk",
  python3: "python3",
  cc: "gcc",
  "/usr/include/stdio.h": "libc6-dev",
  zsh: "zsh",
  ip: "iproute2",
};
/** What the long forms need besides: the other browsers, and the languages hosts sign tokens in. */
const neededByLong = {
  ...neededByTests,
  "firefox-esr": "firefox-esr",
  WebKitWebDriver: "webkit2gtk-driver",
  Xvfb: "xvfb",
  php: "php-cli",
  ruby: "ruby",
  javac: "default-jdk-headless",
  "/usr/lib/python3/dist-packages/cryptography": "python3-cryptography",
};
/** What `npm run test:guest` needs: an emulated machine and its disks. */
const neededByGuest = {
  ...needed,
  "qemu-system-x86_64": "qemu-system-x86",
  mke2fs: "e2fsprogs",
  cc: "gcc",
  "/usr/include/stdio.h": "libc6-dev",
};
const neededBy = { run: needed, test: neededByTests, long: neededByLong, guest: neededByGuest };
const sbin = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/**
 * Debian packages whose command is on no PATH.
 * @param {Record<string, string>} commands command, or a file's path -> package
 * @param {string} [path]
 */
export function missingPackages(commands, path = process.env.PATH ?? "") {
  const folders = [...path.split(delimiter), ...sbin];
  const isThere = (/** @type {string} */ command) =>
    command.startsWith("/") ? existsSync(command) : folders.some((folder) => existsSync(join(folder, command)));
  const missing = Object.entries(commands).filter(([command]) => !isThere(command));
  return missing.map(([, name]) => name);
}

/** Installs what is missing as root; as an ordinary user says the command to type. @param {keyof typeof neededBy} purpose */
export async function ensureDebianTools(purpose) {
  const missing = missingPackages(neededBy[purpose]);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0) throw new SetupError(`Debian packages are missing. Type: sudo ${command}`);
  if (missingPackages({ "apt-get": "apt" }).length > 0)
    throw new SetupError(`please install ${missing.join(", ")}; this machine has no apt-get.`);
  say(`installing ${missing.join(", ")} from Debian`);
  await aptInstall(missing, command);
}

/** @param {string[]} packages @param {string} command shown when it fails */
async function aptInstall(packages, command) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (/** @type {string[]} */ args) => runCommand("apt-get", "apt-get", ["-qq", "-o", "Dpkg::Use-Pty=0", ...args], { env });
  const install = () => apt(["install", "-y", "--no-install-recommends", ...packages]);
  const { code } = hasPackageLists() ? await install() : { code: 1 };
  if (code === 0) return;
  await apt(["update"]);
  if ((await install()).code !== 0)
    throw new SetupError(`Debian packages cannot be installed (apt-get's words are above). Fix, then try: ${command}`);
}

function hasPackageLists() {
  const lists = "/var/lib/apt/lists";
  return existsSync(lists) && readdirSync(lists).some((name) => name.includes("_Packages"));
}
