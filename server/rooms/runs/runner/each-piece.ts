import type { Readable } from "node:stream";

/**
 * Hands over every piece of a stream as it came, to its end; when `take` gives a promise nothing more comes before it is kept. An iterator over a
 * stream takes a short run longer than all it says, and copies what has gathered of a flood into one piece.
 */
export function eachPiece(stream: Readable, take: (bytes: Buffer) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => void stream.destroy(error instanceof Error ? error : new Error(String(error)));
    const onData = (bytes: Buffer): void => {
      const wait = take(bytes);
      if (!(wait instanceof Promise)) return;
      stream.pause();
      wait.then(() => stream.resume(), fail);
    };
    stream.on("data", (bytes: Buffer) => {
      try {
        onData(bytes);
      } catch (error) {
        fail(error);
      }
    });
    stream.once("end", resolve).once("error", reject);
  });
}
