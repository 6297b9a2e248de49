import type { FastifyReply, FastifyRequest } from "fastify";

/** Whether whoever asked waits for the answer no more. Of the request alone nothing is told: it is over as soon as its body was read. */
export function isGone({ raw: { socket } }: FastifyRequest, reply: FastifyReply): boolean {
  return socket.destroyed || reply.raw.closed;
}

/** Aborted when whoever asked waits for the answer no more. Heard of the answer, not of its connection, which may outlive thousands of answers. */
export function whenGone(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  // Who left while it was asked who they are is told of no more.
  if (isGone(request, reply)) gone.abort();
  else reply.raw.once("close", () => gone.abort());
  return gone.signal;
}
