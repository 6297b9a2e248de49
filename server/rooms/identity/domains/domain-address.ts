/** The origin of a name beside the deployment's own address: by the same scheme and port. */
export function addressOf(publicUrl: string, name: string): string {
  const url = new URL(publicUrl);
  url.hostname = name;
  return url.origin;
}

/** The TXT record that proves whose a name is. */
export function recordOf({ name, proof }: { name: string; proof: string }): { name: string; value: string } {
  return { name: `_stoa.${name}`, value: `stoa-domain=${proof}` };
}

/** Where this server says for which proof it serves a name: so a request that comes here is told from one that ends elsewhere. */
export const leadPath = "/.well-known/stoa-domain";
