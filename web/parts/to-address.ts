/** An address as a link takes it: what stands behind `?` apart, since the router joins what it keeps of the address before, such as the side. */
export function toAddress(href: string): { to: string; search?: never } {
  const [to = "", query] = href.split("?", 2);
  return query === undefined ? { to } : { to, search: Object.fromEntries(new URLSearchParams(query)) as never };
}
