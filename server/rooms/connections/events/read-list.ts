/** The parts of a header such as `t=1492774577,v1=5257…,v1=…` that bear a name; nothing of one that is no such list. */
export function readList(header: string, name: string): string[] {
  return header.split(",").flatMap((part) => {
    const at = part.indexOf("=");
    return at > 0 && part.slice(0, at).trim() === name ? [part.slice(at + 1).trim()] : [];
  });
}
