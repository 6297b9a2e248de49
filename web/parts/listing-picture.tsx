import type { Monogram as MonogramView } from "@stoa/contract";
import { usePicture } from "../api/use-picture.ts";
import { Monogram } from "./monogram.tsx";

interface ListingPictureProps {
  id: string;
  title: string;
  monogram: MonogramView;
  /** The digest of its icon; then `id` is the listing's. */
  icon?: string | null | undefined;
  size?: number;
}

/** A listing's picture: its publisher's icon or the letters and hue the server derived, so that they are the same everywhere. */
export function ListingPicture({ id, title, monogram, icon, size = 32 }: ListingPictureProps) {
  const picture = usePicture(icon ? { listingId: id, digest: icon } : undefined);
  return <Monogram id={id} name={title} picture={picture} letters={monogram.letters} hue={monogram.hue} size={size} />;
}
