import { closeSync, constants, fstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { StoaError } from "../../base/errors.ts";

const largest = 16 * 1024 * 1024;
const kept = 4;

export interface LogFile {
  /** One line, without its end. */
  write(line: string): void;
  close(): void;
}

/**
 * `<folder>/stoa.log`, turned over at 16 MiB, four old ones kept. The folder must be ours: it is reached through an open descriptor and
 * never through a link, because as root we write next to folders of the service user.
 */
export function openLogFile(folder: string): LogFile {
  const held = openOwnFolder(folder);
  const path = (suffix: string): string => `/proc/self/fd/${held}/stoa.log${suffix}`;
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  let file = openSync(path(""), flags, 0o640);
  let size = fstatSync(file).size;
  const turnOver = (): void => {
    closeSync(file);
    rmSync(path(`.${kept}`), { force: true });
    for (let n = kept - 1; n >= 0; n--) {
      const from = path(n === 0 ? "" : `.${n}`);
      if (statSync(from, { throwIfNoEntry: false })) renameSync(from, path(`.${n + 1}`));
    }
    file = openSync(path(""), flags, 0o640);
    size = 0;
  };
  return {
    write: (line) => {
      if (size > largest) turnOver();
      size += writeQuietly(file, `${line}\n`);
    },
    close: () => {
      closeSync(file);
      closeSync(held);
    },
  };
}

/** A full disk must not end the deployment because of a log line. */
function writeQuietly(file: number, text: string): number {
  try {
    return writeSync(file, text);
  } catch {
    return 0;
  }
}

function openOwnFolder(folder: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const held = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  if (fstatSync(held).uid === process.getuid?.()) return held;
  closeSync(held);
  throw new StoaError("setup", { what: `${folder} belongs to another user.`, fix: `Start as its owner, or remove it: rm -r ${folder}` });
}
