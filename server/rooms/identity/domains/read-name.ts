import { isIP } from "node:net";
import { StoaError } from "../../../base/index.ts";

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** A domain name as DNS knows it, however it was typed. @throws StoaError invalid_input */
export function readName(text: string, publicUrl: string): string {
  const url = URL.parse(text.includes("://") ? text.trim() : `https://${text.trim()}`);
  const name = url?.hostname.replace(/\.$/, "") ?? "";
  if (!url || !isPlain(url)) throw wrong(text, "is more than a name");
  if (!isName(name)) throw wrong(text, "is no domain name");
  if (name === new URL(publicUrl).hostname) throw wrong(text, "is this deployment's own address");
  return name;
}

const isPlain = ({ port, username, pathname, search }: URL): boolean => port + username + search === "" && /^\/?$/.test(pathname);

/** Room is left for the name of its record. */
function isName(name: string): boolean {
  const labels = name.split(".");
  return isIP(name.replace(/^\[|\]$/g, "")) === 0 && labels.length > 1 && name.length <= 240 && labels.every((one) => label.test(one));
}

function wrong(text: string, message: string): StoaError {
  return new StoaError("invalid_input", {
    what: `"${text.slice(0, 100)}" ${message}.`,
    fix: "Give a name of yours alone, such as integrations.example.com.",
    problems: [{ path: "body/name", message }],
  });
}
