import type { IncomingHttpHeaders } from "node:http";

/** The bearer token, the password of HTTP basic (git sends a token so), or the session cookie; undefined when there is none. */
export function readCredential(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return readBearer(authorization) ?? readBasic(authorization);
  return readCookie(headers.cookie ?? "", "stoa_session");
}

function readBearer(header: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header)?.[1];
}

function readBasic(header: string): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}

function readCookie(header: string, name: string): string | undefined {
  for (const part of header.split(";")) {
    const [key, value] = part.trim().split("=");
    if (key === name) return value;
  }
  return undefined;
}
