import { createPrivateKey, KeyObject, randomUUID, sign } from "node:crypto";

/** @type {Record<string, { alg: string, digest: string | null }>} */
const algorithms = {
  ed25519: { alg: "EdDSA", digest: null },
  ec: { alg: "ES256", digest: "sha256" },
  rsa: { alg: "RS256", digest: "sha256" },
};
const seconds = 60;

/** @type {typeof import("./types.d.mts").signPerson} */
export function signPerson({ id, name, email, role, groups, locale, customer }, { stoaUrl, issuer, key, now = () => new Date() }) {
  const { kid, privateKey } = key;
  const signer = toKeyObject(privateKey);
  const { alg, digest } = algorithmOf(signer);
  const at = Math.floor(now().getTime() / 1000);
  const claims = { iss: issuer, aud: trimUrl(stoaUrl), jti: randomUUID(), iat: at, exp: at + seconds };
  const signed = `${part({ alg, typ: "JWT", kid })}.${part({ ...claims, sub: id, name, email, role, groups, locale, customer: pick(customer) })}`;
  const signature = sign(digest, Buffer.from(signed), { key: signer, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

/** @param {import("./types.d.mts").StoaPerson["customer"]} customer */
const pick = ({ id, name, tier, hiddenListings, installCap }) => ({ id, name, tier, hiddenListings, installCap });

/** @param {object} value */
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** @param {string} url */
const trimUrl = (url) => url.replace(/\/+$/, "");

/** @param {import("./types.d.mts").SigningOptions["key"]["privateKey"]} key @returns {KeyObject} */
function toKeyObject(key) {
  if (key instanceof KeyObject) return key;
  return typeof key === "string" ? createPrivateKey(key) : KeyObject.from(key);
}

/** @param {KeyObject} key */
function algorithmOf(key) {
  const { asymmetricKeyType: type = "", asymmetricKeyDetails: details } = key;
  const found = key.type === "private" ? algorithms[type] : undefined;
  if (!found || (type === "ec" && details?.namedCurve !== "prime256v1"))
    throw new Error(
      "Stoa takes private keys of the kinds Ed25519, P-256 and RSA. Fix: openssl genpkey -algorithm ed25519 -out stoa-key.pem",
    );
  return found;
}
