import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const costs = { N: 16_384, r: 8, p: 1 };

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, 32, costs, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** `scrypt$salt$key`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return `scrypt$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/** Without a stored hash it works just as long and says no, so that an unknown address cannot be told by the time taken. */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, salt, key] = (stored ?? "").split("$");
  const derived = await derive(password, Buffer.from(salt ?? "none", "base64url"));
  if (key === undefined) return false;
  const expected = Buffer.from(key, "base64url");
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}
