import { Type, type Static } from "typebox";
import { Translations } from "./translations.ts";

/** What pictures of a listing must keep: bytes, pieces, pixels. */
export const pictureLimits = {
  pictures: 6,
  bytes: 512 * 1024,
  iconBytes: 128 * 1024,
  alt: 200,
  pixels: 2560,
  least: 320,
  iconPixels: 1024,
  iconLeast: 64,
} as const;

export const pictureTypes = ["image/png", "image/jpeg", "image/webp"] as const;
export type PictureType = (typeof pictureTypes)[number];

/** A file of the repository that is a picture. */
export const picturePattern = "^[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*\\.(?:png|jpg|jpeg|webp)$";

export const Picture = Type.Object({
  digest: Type.String({ description: "Of its bytes, and its address: `/listings/{listing}/pictures/{digest}`." }),
  type: Type.Enum(pictureTypes),
  width: Type.Integer(),
  height: Type.Integer(),
  bytes: Type.Integer(),
  alt: Type.String({ description: "What is to be seen, for those who do not see it; empty for an icon, which the title says." }),
});
export type Picture = Static<typeof Picture>;

export const Pictures = Type.Object({ icon: Type.Union([Picture, Type.Null()]), items: Type.Array(Picture) });
export type Pictures = Static<typeof Pictures>;

export const noPictures: Pictures = { icon: null, items: [] };

/** What a release brings to its listing besides the text, for the host to see first: pictures, and what is said there in other languages. */
export const Showcase = Type.Object({
  ...Pictures.properties,
  language: Type.Optional(Type.String({ description: "What its texts are written in; `en` when missing." })),
  translations: Type.Optional(Translations),
});
export type Showcase = Static<typeof Showcase>;
