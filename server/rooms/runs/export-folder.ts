import { transaction, type Ctx } from "../../base/index.ts";
import type { BlobStore } from "../../base/blobs/index.ts";
import { readIntegrationSecrets } from "../builds/index.ts";
import type { ArchiveEntry } from "../installs/index.ts";
import { readTar } from "../sandbox/index.ts";
import { createMasker } from "../trust/index.ts";
import { requireInstallation } from "./scope.ts";
import { readState } from "./store/states.ts";

/**
 * The files of the folder an installation keeps as state, for its export; none when it keeps no folder. Secrets of its publisher, which the
 * program may have written there, are starred. @throws StoaError not_found
 */
export async function exportFolder(
  ctx: Ctx,
  input: { installationId: string },
  deps: { blobs: BlobStore },
): Promise<AsyncIterable<ArchiveEntry>> {
  const { owner, state } = await transaction(ctx, async (inner) => ({
    owner: await requireInstallation(inner, input.installationId),
    state: await readState(inner.tx, input.installationId, "sync"),
  }));
  if (state?.blobKey == null) return noEntries();
  const secrets = await readIntegrationSecrets(ctx, { integrationId: owner.integrationId, publisherId: owner.publisherId, purpose: "run" });
  return readEntries(await deps.blobs.get(state.blobKey), [...secrets.values()]);
}

async function* noEntries(): AsyncGenerator<ArchiveEntry> {}

async function* readEntries(tar: AsyncIterable<Buffer>, secrets: readonly string[]): AsyncGenerator<ArchiveEntry> {
  for await (const { path, type, mode, size, body } of readTar(tar)) {
    const inside = path.replace(/^(?:\.?\/)+/, "");
    if ((type !== "file" && type !== "directory") || inside === "" || inside === ".") continue;
    yield { path: inside, type, mode, size, body: starred(body, secrets) };
  }
}

async function* starred(body: AsyncIterable<Buffer>, secrets: readonly string[]): AsyncGenerator<Buffer> {
  const masker = createMasker(secrets, { keepLength: true }).stream();
  for await (const chunk of body) yield masker.mask(chunk);
  yield masker.flush();
}
