import type { FoundPage } from "@stoa/program";
import type { BlobStore } from "../../../base/blobs/index.ts";
import { pageKey } from "../../catalog/index.ts";

/** Keeps a page's files, once, whatever releases bring them. @returns its digest */
export async function storePage(blobs: BlobStore, { digest, files }: FoundPage): Promise<string> {
  for (const [path, bytes] of files) {
    const key = pageKey(digest, path);
    if (!(await blobs.head(key))) await blobs.put(key, bytes);
  }
  return digest;
}
