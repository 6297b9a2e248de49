import type { FastifyReply, FastifyRequest } from "fastify";

/** Aborted when whoever asked waits for the answer no more. Heard of the answer, not of its connection, which may outlive thousands of answers. */
export function whenGone({ raw: { socket } }: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  // Who left while it was asked who they are is told of no more.
  if (socket.destroyed || reply.raw.closed) gone.abort();
  else reply.raw.once("close", () => gone.abort());
  return gone.signal;
}
