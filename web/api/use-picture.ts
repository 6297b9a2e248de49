import { useQuery } from "@tanstack/react-query";
import { usePlace } from "../places/place.ts";
import { api } from "./client.ts";

/** A picture to be asked for: of a listing, by its digest. */
export interface PictureOf {
  listingId: string;
  digest: string;
}

/**
 * A listing's picture as an address for an image. It is asked for as everything else is: an image's own request would come without the
 * session of a frame. Null while it is on its way, undefined where there is none.
 */
export function usePicture(of: PictureOf | undefined): string | null | undefined {
  const place = usePlace();
  const path = of && `${place.api}/listings/${of.listingId}/pictures/${of.digest}`;
  const picture = useQuery({
    queryKey: [path, "picture"],
    queryFn: async () => toAddress(await (await api.raw(path ?? "")).blob()),
    enabled: path !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (path === undefined || picture.isError) return undefined;
  return picture.data ?? null;
}

function toAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(typeof reader.result === "string" ? reader.result : ""));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("the picture cannot be read")));
    reader.readAsDataURL(blob);
  });
}
