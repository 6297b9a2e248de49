type Answers<Wants extends readonly unknown[]> = { -readonly [Key in keyof Wants]: Awaited<Wants[Key]> };

/**
 * As `Promise.all`, for statements of one transaction that need nothing of one another: they go in one message, and it is over only when all of
 * them are. @throws what the first of them threw, in their order
 */
export async function together<const Wants extends readonly unknown[]>(...wants: Wants): Promise<Answers<Wants>> {
  const ended = await Promise.allSettled(wants);
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  return ended.map((one) => (one as PromiseFulfilledResult<unknown>).value) as Answers<Wants>;
}
