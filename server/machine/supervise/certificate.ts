import { readFileSync, statSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Config } from "../../base/config.ts";
import { StoaError } from "../../base/errors.ts";
import type { Certificate } from "../../roles/deps.ts";

const lookEvery = 5_000;

/**
 * Reads the server's certificate and key, as the user who started Stoa: the key is often readable for root alone, and the server is not root.
 * @throws StoaError setup that names the variable
 */
export function readCertificate(tls: Config["tls"]): Certificate | undefined {
  if (!tls) return undefined;
  const certificate = { cert: readPem("STOA_TLS_CERT", tls.certFile), key: readPem("STOA_TLS_KEY", tls.keyFile) };
  try {
    createSecureContext(certificate);
  } catch (cause) {
    throw new StoaError("setup", {
      what: `STOA_TLS_CERT (${tls.certFile}) and STOA_TLS_KEY (${tls.keyFile}) do not make a certificate.`,
      why: reasonOf(cause),
      fix: "Name a PEM file with the certificate and those that signed it, and one with its own key, without a passphrase.",
    });
  }
  return certificate;
}

function readPem(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const why = code === "ENOENT" ? "There is no such file." : code === "EACCES" ? "It may not be read by who starts Stoa." : code;
    throw new StoaError("setup", { what: `${name} names ${file}, which cannot be read.`, why, fix: `Set ${name} to a PEM file.`, cause });
  }
}

/** OpenSSL's words, which name no part of the key. */
function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return code === "ERR_OSSL_X509_KEY_VALUES_MISMATCH" ? "The key belongs to another certificate." : `${code || "Unknown fault"}.`;
}

/** Calls back with a renewed certificate; one that is not whole yet is looked at again. @returns what ends it */
export function watchCertificate(
  tls: NonNullable<Config["tls"]>,
  renewed: (certificate: Certificate) => void,
  everyMs = lookEvery,
): () => void {
  let seen = stampOf(tls);
  const look = (): void => {
    const stamp = stampOf(tls);
    if (stamp === seen || stamp === undefined) return;
    try {
      const certificate = readCertificate(tls);
      seen = stamp;
      if (certificate) renewed(certificate);
    } catch {
      // half written, or the key is still to come: the next look sees
    }
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function stampOf({ certFile, keyFile }: NonNullable<Config["tls"]>): string | undefined {
  const found = [certFile, keyFile].map((file) => statSync(file, { throwIfNoEntry: false }));
  return found.some((one) => !one) ? undefined : found.map((one) => `${one?.ino} ${one?.size} ${one?.mtimeMs}`).join(" ");
}
