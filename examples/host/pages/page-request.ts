import type { FastifyReply, FastifyRequest } from "fastify";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";
import type { Person } from "../store/people.ts";
import { findSession } from "../store/sessions.ts";
import type { Html } from "./html.ts";

export const sessionCookie = "ledgerline_session";

export type Form = Record<string, string>;
export type PageRoute = { Body: Form; Params: { id: string }; Querystring: Form };

export function readSessionToken(request: FastifyRequest): string | undefined {
  const cookies = (request.headers.cookie ?? "").split(/; */);
  return cookies.find((cookie) => cookie.startsWith(`${sessionCookie}=`))?.slice(sessionCookie.length + 1);
}

/** The person whose session the request carries; throws `unauthenticated`, which sends a browser to the sign-in page. */
export function signedIn(host: HostContext, request: FastifyRequest): Person {
  const token = readSessionToken(request);
  const person = token === undefined ? undefined : findSession(host.db, token, host.now());
  if (person === undefined) throw new HostError("unauthenticated", "Sign in first.");
  return person;
}

/** As `signedIn`, for what only an owner of the company may do. */
export function signedInOwner(host: HostContext, request: FastifyRequest): Person {
  const person = signedIn(host, request);
  if (person.role !== "owner") throw new HostError("forbidden", "Only an owner of the company may do this.");
  return person;
}

export function sendPage(reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply.code(status).type("text/html; charset=utf-8").header("cache-control", "no-store").send(page.text);
}
