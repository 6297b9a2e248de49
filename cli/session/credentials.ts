import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

export interface Credentials {
  /** The deployment used when none is named. */
  current: string | null;
  deployments: Record<
    string,
    { token: string; publisherId: string | null; customerId: string | null; sideId: string | null; operator: boolean }
  >;
}

/** Where credentials are kept: STOA_CREDENTIALS, or below the user's configuration folder; mode 0600. */
export function credentialsFile(env: NodeJS.ProcessEnv = process.env): string {
  return env["STOA_CREDENTIALS"] ?? join(env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "stoa", "credentials.json");
}

export async function readCredentials(): Promise<Credentials> {
  const text = await readFile(credentialsFile(), "utf8").catch(() => undefined);
  return text === undefined ? { current: null, deployments: {} } : (JSON.parse(text) as Credentials);
}

export async function writeCredentials(credentials: Credentials): Promise<void> {
  const file = credentialsFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
