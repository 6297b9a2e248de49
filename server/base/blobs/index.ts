import type { BlobStore } from "./blob-store.ts";
import { FileStore } from "./file-store.ts";
import { S3Store, type S3Settings } from "./s3-store.ts";

export type { BlobStore } from "./blob-store.ts";
export type { S3Settings } from "./s3-store.ts";

export type BlobSettings = { kind: "files"; folder: string } | ({ kind: "s3" } & S3Settings);

export function openBlobStore(settings: BlobSettings): BlobStore {
  return settings.kind === "files" ? new FileStore(settings.folder) : new S3Store(settings);
}
