let works = 0;
let before = 0;

/** Runs work whose files every slot must be able to read, whatever our umask is: a runtime made by a careful operator's shell too. */
export async function readableByAll<T>(work: () => Promise<T>): Promise<T> {
  if (works++ === 0) before = process.umask(0o022);
  try {
    return await work();
  } finally {
    if (--works === 0) process.umask(before);
  }
}
