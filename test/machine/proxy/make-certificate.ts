import { execFileSync } from "node:child_process";
import { chmodSync, renameSync } from "node:fs";

/** Writes a self-signed certificate and its key, readable for its owner alone. @param names as openssl has them, such as `DNS:localhost` */
export function makeCertificate(files: { certFile: string; keyFile: string }, names: string, days = 90): void {
  const [cert, key] = [`${files.certFile}.new`, `${files.keyFile}.new`];
  const subject = ["-subj", "/CN=stoa-test", "-addext", `subjectAltName=${names}`];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert, "-days", String(days)];
  execFileSync("openssl", ["req", "-x509", ...made, ...subject], { stdio: "ignore" });
  chmodSync(key, 0o600);
  renameSync(key, files.keyFile);
  renameSync(cert, files.certFile);
}
