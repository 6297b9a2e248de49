import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { javaPassword, javaStore } from "./java-store.ts";

const folder = "/run/stoa/trust";
const own = `${folder}/authority.pem`;
const all = `${folder}/all.pem`;
const java = `${folder}/all.jks`;

/** What makes the programs of a box trust one more authority. */
export interface Trust {
  env: Record<string, string>;
  files: { path: string; data: Buffer }[];
}

/**
 * Environment and files by which what runs in a runtime trusts `authority` (PEM) besides the authorities of that runtime. Where a variable
 * names the only file looked at, that file holds all of them.
 */
export async function trustAuthority(root: string, authority: string): Promise<Trust> {
  const roots = await rootsOf(root);
  const certificates = [...roots, authority];
  const bundle = Buffer.from(certificates.join("\n"));
  const file = (path: string, data: Buffer | string): Trust["files"][number] => ({ path, data: Buffer.from(data) });
  return {
    env: variables,
    files: [
      file(own, authority),
      file(all, bundle),
      file(java, javaStore(certificates)),
      file(`${folder}/wgetrc`, `ca_certificate = ${all}\n`),
      file(`${folder}/php/stoa.ini`, `curl.cainfo=${all}\nopenssl.cafile=${all}\n`),
    ],
  };
}

const variables: Record<string, string> = {
  NODE_EXTRA_CA_CERTS: own,
  DENO_CERT: own,
  // OpenSSL by itself: Python, Ruby, PHP, Perl; Go, Rust and .NET look at it, too.
  SSL_CERT_FILE: all,
  REQUESTS_CA_BUNDLE: all,
  CURL_CA_BUNDLE: all,
  GIT_SSL_CAINFO: all,
  PIP_CERT: all,
  AWS_CA_BUNDLE: all,
  CARGO_HTTP_CAINFO: all,
  PERL_LWP_SSL_CA_FILE: all,
  GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: all,
  WGETRC: `${folder}/wgetrc`,
  PHP_INI_SCAN_DIR: `:${folder}/php`,
  JAVA_TOOL_OPTIONS: `-Djavax.net.ssl.trustStore=${java} -Djavax.net.ssl.trustStoreType=JKS -Djavax.net.ssl.trustStorePassword=${javaPassword}`,
};

/** A runtime's own authorities; Node's where it has none. Its links are followed only within it. */
async function rootsOf(root: string): Promise<string[]> {
  const path = join(root, "etc/ssl/certs/ca-certificates.crt");
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !real.startsWith(`${await realpath(root)}/`)) return [...rootCertificates];
  const found = (await readFile(real, "utf8")).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  return found ?? [...rootCertificates];
}
