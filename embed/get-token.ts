/** Gives a fresh token of the host's signing function each time it is called. */
export type GetToken = () => Promise<string>;

/** A fault on the way to a token, in words for the host's developers. */
export class TokenFault extends Error {
  readonly fix: string;

  constructor(what: string, fix: string) {
    super(what);
    this.name = "TokenFault";
    this.fix = fix;
  }
}

/** Asks the host's own server: a POST to an address of its origin that answers `{ "token": "..." }`. */
export function tokenFrom(address: string): GetToken {
  return async () => {
    const answer = await fetch(address, { method: "POST", headers: { accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new TokenFault(`${address} answered ${answer.status}.`, "It has to answer the signed-in person with a token.");
    const body: unknown = await answer.json().catch(() => undefined);
    if (typeof body === "object" && body !== null && "token" in body && typeof body.token === "string") return body.token;
    throw new TokenFault(`${address} answered without a token.`, 'Answer with JSON: { "token": "..." }.');
  };
}

/** Whose token it is, read without checking it: only to ask Stoa which side that is. @throws TokenFault when it is no JWT */
export function readSigner(token: string): { issuer: string; kid: string } {
  const [header, payload] = token.split(".").map(readPart);
  const kid = header?.["kid"];
  const issuer = payload?.["iss"];
  if (typeof kid === "string" && typeof issuer === "string") return { issuer, kid };
  throw new TokenFault(
    "The token has no kid in its header or no iss among its claims.",
    "Sign it with the function from Stoa's documents.",
  );
}

function readPart(part: string): Record<string, unknown> | undefined {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.codePointAt(0) ?? 0);
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
