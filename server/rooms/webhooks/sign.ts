import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const prefixes = { secret: "whsec_", privateKey: "whsk_", publicKey: "whpk_" };
const seedBytes = 32;

/** A signing secret as Standard Webhooks writes it: 256 random bits. */
export function newWebhookSecret(): string {
  return `${prefixes.secret}${randomBytes(32).toString("base64")}`;
}

/** An ed25519 key pair as Standard Webhooks writes it: the private half is seed and public key, as its libraries keep it. */
export function newWebhookKey(): { privateKey: string; publicKey: string } {
  const { d = "", x = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const [seed, open] = [Buffer.from(d, "base64url"), Buffer.from(x, "base64url")];
  return {
    privateKey: `${prefixes.privateKey}${Buffer.concat([seed, open]).toString("base64")}`,
    publicKey: `${prefixes.publicKey}${open.toString("base64")}`,
  };
}

/** The headers of Standard Webhooks over the exact bytes sent, signed with every secret (`v1`) and private key (`v1a`) given. `at` in milliseconds. */
export function signWebhook(signers: readonly string[], message: { id: string; at: number; body: string }): Record<string, string> {
  const timestamp = String(Math.floor(message.at / 1000));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  const signatures = signers.map((signer) =>
    signer.startsWith(prefixes.privateKey) ? signByKey(signer, signed) : signBySecret(signer, signed),
  );
  return { "webhook-id": message.id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

function signBySecret(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(prefixes.secret, ""), "base64");
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

function signByKey(privateKey: string, signed: string): string {
  const bytes = Buffer.from(privateKey.slice(prefixes.privateKey.length), "base64");
  const [d, x] = [bytes.subarray(0, seedBytes).toString("base64url"), bytes.subarray(seedBytes).toString("base64url")];
  const key = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", d, x }, format: "jwk" });
  return `v1a,${sign(null, Buffer.from(signed), key).toString("base64")}`;
}
