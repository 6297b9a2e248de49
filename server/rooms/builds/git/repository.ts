import { chmod, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeOpenFolder } from "./open-folder.ts";

export function repositoryPath(dataDir: string, integrationId: string): string {
  return join(dataDir, "git", `${integrationId}.git`);
}

const config = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
`;

/** The bare repository of an integration, made at first need; of two that make it at once one wins. @returns its folder */
export async function ensureRepository(dataDir: string, integrationId: string): Promise<string> {
  const path = repositoryPath(dataDir, integrationId);
  if (await stat(path).catch(() => undefined)) return path;
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.new`;
  await mkdir(dirname(draft), { recursive: true });
  for (const folder of ["", "objects", "objects/info", "objects/pack", "refs", "refs/heads", "refs/tags", "info"])
    await makeOpenFolder(join(draft, folder));
  for (const [name, text] of [
    ["config", config],
    ["HEAD", "ref: refs/heads/main\n"],
  ] as const) {
    await writeFile(join(draft, name), text);
    await chmod(join(draft, name), 0o644);
  }
  await rename(draft, path).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  return path;
}
