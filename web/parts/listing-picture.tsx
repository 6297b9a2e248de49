import type { Monogram as MonogramView } from "@stoa/contract";
import { Monogram } from "./monogram.tsx";

/** A listing's picture: the letters and hue the server derived, so that they are the same everywhere. */
export function ListingPicture({ id, title, monogram, size = 32 }: { id: string; title: string; monogram: MonogramView; size?: number }) {
  return <Monogram id={id} name={title} letters={monogram.letters} hue={monogram.hue} size={size} />;
}
