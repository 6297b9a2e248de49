import type { Picture, Pictures } from "@stoa/contract";
import type { FoundPicture, FoundPictures } from "@stoa/program";
import type { BlobStore } from "../../../base/blobs/index.ts";
import { pictureKey } from "../../catalog/index.ts";

/** Keeps what a listing will show, each picture once, whatever releases bring it. */
export async function storePictures(blobs: BlobStore, found: FoundPictures): Promise<Pictures> {
  const store = async ({ content, ...picture }: FoundPicture): Promise<Picture> => {
    const key = pictureKey(picture.digest);
    if (!(await blobs.head(key))) await blobs.put(key, content);
    return picture;
  };
  const icon = found.icon && (await store(found.icon));
  const items: Picture[] = [];
  for (const item of found.items) items.push(await store(item));
  return { icon, items };
}
