const prefix = "#!";

/** The marketplace's path in the address of the host's page: `#!/listings/lst_...`. */
export function readDeepLink(): string | undefined {
  return location.hash.startsWith(`${prefix}/`) ? location.hash.slice(prefix.length) : undefined;
}

/** Follows the frame. The frame's own steps are in the browser's history already, so the entry is only renamed. */
export function writeDeepLink(path: string): void {
  if (readDeepLink() !== path && !(path === "/" && location.hash === "")) history.replaceState(history.state, "", `${prefix}${path}`);
}
