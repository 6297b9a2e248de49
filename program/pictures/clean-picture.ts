import type { PictureType } from "@stoa/contract";

/** A picture put together anew from the parts that make the picture: nothing else of the file is left, no place, no text, no program. */
export interface CleanPicture {
  type: PictureType;
  width: number;
  height: number;
  content: Buffer;
}

/** Why bytes are no picture that is taken, as the end of a sentence: "... is {fault}". */
export class PictureFault extends Error {}
