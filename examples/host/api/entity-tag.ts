import type { FastifyReply, FastifyRequest } from "fastify";
import { HostError } from "../host-error.ts";

/** A row's tag is the time of its last change, which no two changes of a company share. */
export function tagOf(row: { updatedAt: string }): string {
  return `"${row.updatedAt}"`;
}

/** The `updatedAt` the caller expects by If-Match; undefined when it sent none or `*`. */
export function expectedChange(request: FastifyRequest): string | undefined {
  const tag = request.headers["if-match"];
  if (tag === undefined || tag === "*") return undefined;
  const match = /^"([^"]+)"$/.exec(tag);
  if (match === null) throw new HostError("changed_meanwhile", "If-Match must be one ETag this API gave.");
  return match[1];
}

/** Sends one row with its ETag, or 304 when the caller has it already. */
export function sendRow(request: FastifyRequest, reply: FastifyReply, row: { updatedAt: string }, body: unknown): FastifyReply {
  reply.header("etag", tagOf(row)).header("cache-control", "private, no-cache");
  return request.headers["if-none-match"] === tagOf(row) ? reply.code(304).send() : reply.send(body);
}
