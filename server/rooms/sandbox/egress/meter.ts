import { Transform, type Duplex } from "node:stream";
import type { Contact } from "../box.ts";
import type { Bucket } from "./bucket.ts";
import type { Share } from "./shares.ts";

/** Passes bytes on as fast as a bucket lets them, and tells how many. */
function meter(bucket: Bucket | undefined, onBytes: (count: number) => void): Transform {
  return new Transform({
    highWaterMark: 65_536,
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      const wait = bucket?.take(chunk.length) ?? 0;
      if (wait === 0) done(null, chunk);
      else setTimeout(done, wait, null, chunk);
    },
  });
}

/** Joins a connection inside a box with one outside, within the customer's share, counting for `contact` when one is given. */
export function join(near: Duplex, far: Duplex, share: Share | undefined, contact?: Contact): void {
  near.pipe(meter(share?.up, (count) => contact && (contact.bytesOut += count))).pipe(far);
  far.pipe(meter(share?.down, (count) => contact && (contact.bytesIn += count))).pipe(near);
  near.once("close", () => (near.readableEnded && near.writableFinished ? undefined : far.destroy()));
  // An end that came in order may still be waiting in a meter; what was cut off cuts off the other side.
  far.once("close", () => {
    if (!far.readableEnded) near.destroy();
    else if (!far.writableFinished) near.once("finish", () => near.destroy());
  });
}
