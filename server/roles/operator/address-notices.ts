import { X509Certificate } from "node:crypto";
import type { StatusNotice } from "@stoa/contract";
import type { Config } from "../../base/config.ts";
import type { PublicAddress } from "../public-address.ts";
import type { Probe } from "./probe-public-url.ts";

interface Known {
  config: Pick<Config, "publicUrl" | "publicUrlGiven" | "tls" | "trustedProxies" | "listen" | "port">;
  address: PublicAddress;
  /** Undefined where nobody set an address to ask. */
  probe: Probe | undefined;
  now: number;
}

const day = 86_400_000;
const warnBefore = 14 * day;
const loopback = ["127.0.0.1", "localhost", "[::1]"];

/** What is wrong, or worth knowing, about the way people come in, each with its fix. */
export function findAddressNotices(known: Known): StatusNotice[] {
  return [plainNotice(known), wrongNotice(known), proxyNotice(known), certificateNotice(known)].filter((notice) => notice !== undefined);
}

function plainNotice({ config }: Known): StatusNotice | undefined {
  const { publicUrl, publicUrlGiven } = config;
  const { hostname, protocol } = new URL(publicUrl);
  if (!publicUrlGiven)
    return {
      needs: "nothing",
      title: "Only this machine can reach Stoa",
      text: `Its address is ${publicUrl}.`,
      fix: "For others, set STOA_URL to its public https address and start it again.",
    };
  if (protocol === "https:" || loopback.includes(hostname)) return undefined;
  return {
    needs: "someone",
    title: "The public address is plain http",
    text: `Sessions and tokens for ${publicUrl} can be read on the way.`,
    fix: "Set STOA_TLS_CERT and STOA_TLS_KEY, or put a proxy with TLS in front, and set STOA_URL to https.",
  };
}

function wrongNotice({ config, address, probe }: Known): StatusNotice | undefined {
  const { publicUrl, publicUrlGiven } = config;
  if (!publicUrlGiven || probe === undefined || probe.kind === "us") return undefined;
  const { byPublicHost, foreignHost } = address.visits;
  const came = foreignHost === undefined || byPublicHost ? "" : ` People came by ${foreignHost} and were turned away.`;
  const here = `${config.listen}:${config.port}`;
  const fix = `Set STOA_URL to the address people open, and see that it leads to ${here}. Links, frames, webhooks and hosts' sign-in use it.`;
  if (probe.kind === "other" || came !== "")
    return { needs: "someone", title: "The public address does not lead here", text: `${publicUrl}: ${probe.text}${came}`, fix };
  // Others may reach what this machine cannot: a name inside another network, an authority only browsers know.
  const needs = byPublicHost ? "nothing" : "someone";
  return { needs, title: "This machine does not reach the public address", text: `${publicUrl}: ${probe.text}`, fix };
}

function proxyNotice({ config, address }: Known): StatusNotice | undefined {
  const { untrustedProxy } = address.visits;
  if (untrustedProxy !== undefined)
    return {
      needs: "someone",
      title: "A proxy is not trusted",
      text: `Requests come through ${untrustedProxy} for others, so everybody seems to be at that address.`,
      fix: `If it is your proxy, set STOA_TRUSTED_PROXIES=${[...config.trustedProxies, untrustedProxy].join(",")} and start it again.`,
    };
  return undefined;
}

function certificateNotice({ config, address, now }: Known): StatusNotice | undefined {
  if (!address.certificate || !config.tls) return undefined;
  const { hostname } = new URL(config.publicUrl);
  const certificate = new X509Certificate(address.certificate.cert);
  const until = Date.parse(certificate.validTo);
  const fix = `Put the new one into ${config.tls.certFile}; it is taken up within a minute.`;
  if (until < now)
    return { needs: "someone", title: "The certificate has expired", text: `It was good until ${certificate.validTo}.`, fix };
  if (!coversName(certificate, hostname))
    return { needs: "someone", title: "The certificate is for another name", text: `It does not cover ${hostname}.`, fix };
  if (until - now > warnBefore) return undefined;
  return { needs: "someone", title: "The certificate expires soon", text: `It is good until ${certificate.validTo}.`, fix };
}

function coversName(certificate: X509Certificate, hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return certificate.checkHost(bare) !== undefined || certificate.checkIP(bare) !== undefined;
}
