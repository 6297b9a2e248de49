import type * as S3 from "@aws-sdk/client-s3";
import { Readable } from "node:stream";
import { type BlobInfo, type BlobStore, type ByteRange, checkKey, noSuchBlob, type Written } from "./blob-store.ts";
import { spool } from "./spool.ts";

export interface S3Settings {
  endpoint?: string;
  region: string;
  bucket: string;
  /** Put before every key, with its own slash at the end; empty for none. */
  prefix?: string;
  accessKeyId: string;
  secretAccessKey: string;
}

type Sdk = typeof S3;

/** Blobs in a bucket of any store that speaks S3. The client library is loaded at first use. */
export class S3Store implements BlobStore {
  readonly #settings: S3Settings;
  readonly #prefix: string;
  #opened: Promise<{ sdk: Sdk; client: S3.S3Client }> | undefined;

  constructor(settings: S3Settings) {
    this.#settings = settings;
    this.#prefix = settings.prefix ?? "";
  }

  async put(key: string, data: Uint8Array | Readable, options: { limit?: number } = {}): Promise<Written> {
    const Key = this.#keyOf(key);
    const { sdk, client } = await this.#open();
    const spooled = await spool(data, options.limit);
    try {
      const { size, sha256 } = spooled;
      await client.send(
        new sdk.PutObjectCommand({ Bucket: this.#settings.bucket, Key, Body: spooled.open(), ContentLength: size, Metadata: { sha256 } }),
      );
      return { size, sha256 };
    } finally {
      await spooled.dispose();
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const Key = this.#keyOf(key);
    const { sdk, client } = await this.#open();
    const Range = range && `bytes=${range.start}-${range.length === undefined ? "" : range.start + range.length - 1}`;
    if (range?.length === 0) return Readable.from([]);
    try {
      const { Body } = await client.send(
        new sdk.GetObjectCommand({ Bucket: this.#settings.bucket, Key, ...(Range === undefined ? {} : { Range }) }),
      );
      return Body instanceof Readable ? Body : Readable.from([]);
    } catch (error) {
      // A range that begins at or after the end is empty here, as it is for files.
      if (statusOf(error) === 416) return Readable.from([]);
      throw statusOf(error) === 404 ? noSuchBlob() : error;
    }
  }

  async head(key: string): Promise<BlobInfo | undefined> {
    const Key = this.#keyOf(key);
    const { sdk, client } = await this.#open();
    try {
      const { ContentLength = 0 } = await client.send(new sdk.HeadObjectCommand({ Bucket: this.#settings.bucket, Key }));
      return { key, size: ContentLength };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    const Key = this.#keyOf(key);
    const { sdk, client } = await this.#open();
    await client.send(new sdk.DeleteObjectCommand({ Bucket: this.#settings.bucket, Key }));
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    const { sdk, client } = await this.#open();
    const pages = sdk.paginateListObjectsV2({ client }, { Bucket: this.#settings.bucket, Prefix: this.#prefix + prefix });
    for await (const page of pages) {
      for (const { Key = "", Size = 0 } of page.Contents ?? []) yield { key: Key.slice(this.#prefix.length), size: Size };
    }
  }

  #keyOf(key: string): string {
    checkKey(key);
    return this.#prefix + key;
  }

  /** 22 MB of library: not loaded where blobs are files. */
  #open(): Promise<{ sdk: Sdk; client: S3.S3Client }> {
    this.#opened ??= import("@aws-sdk/client-s3").then((sdk) => ({ sdk, client: createClient(sdk, this.#settings) }));
    return this.#opened;
  }
}

function createClient(sdk: Sdk, settings: S3Settings): S3.S3Client {
  return new sdk.S3Client({
    region: settings.region,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    forcePathStyle: settings.endpoint !== undefined,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    // Checksum trailers are a newer habit that other stores do not all understand.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
