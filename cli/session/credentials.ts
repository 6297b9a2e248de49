import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { CommandError } from "../command-error.ts";

export interface Credentials {
  /** The deployment used when none is named. */
  current: string | null;
  deployments: Record<
    string,
    {
      token: string;
      publisherId: string | null;
      customerId: string | null;
      sideId: string | null;
      testSideId?: string | null;
      operator: boolean;
    }
  >;
}

/** Where credentials are kept: STOA_CREDENTIALS, or below the user's configuration folder; mode 0600. */
export function credentialsFile(env: NodeJS.ProcessEnv = process.env): string {
  return env["STOA_CREDENTIALS"] ?? join(env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "stoa", "credentials.json");
}

export async function readCredentials(): Promise<Credentials> {
  const text = await readFile(credentialsFile(), "utf8").catch(() => undefined);
  if (text === undefined) return { current: null, deployments: {} };
  try {
    return JSON.parse(text) as Credentials;
  } catch {
    throw new CommandError(`${credentialsFile()} cannot be read as JSON.`, `Remove it, then: stoa login`);
  }
}

export async function writeCredentials(credentials: Credentials): Promise<void> {
  const file = credentialsFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
