/** Whether an origin is one of those registered; `https://*.example.com` stands for every name below, as in a content security policy. */
export function matchesOrigin(registered: readonly string[], origin: string): boolean {
  return registered.some((one) => {
    const [scheme = "", rest = ""] = one.split("://*.");
    return rest === "" ? one === origin : origin.startsWith(`${scheme}://`) && origin.endsWith(`.${rest}`);
  });
}

/** Whether a page is at one of them. */
export function isAtOrigin(registered: readonly string[], page: string): boolean {
  return URL.canParse(page) && matchesOrigin(registered, new URL(page).origin);
}
