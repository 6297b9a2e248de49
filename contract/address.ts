const withScheme = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;
const bare = /^(localhost|\[[0-9a-f:.]+\]|(?:[\p{L}\p{N}_-]+\.)+[\p{L}\p{N}-]+)(?::\d{1,5})?(?:[/?#]\S*)?$/iu;
const nearby = /^(?:localhost|\[::1\]|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/i;

/**
 * A web address as a person types it, whole: `app.example.com` means https, a machine of one's own network http. Undefined where it is none.
 */
export function readAddress(text: string): string | undefined {
  const typed = text.trim();
  if (withScheme.test(typed)) return URL.canParse(typed) ? typed : undefined;
  const host = bare.exec(typed)?.[1];
  if (host === undefined) return undefined;
  const whole = `${nearby.test(host) ? "http" : "https"}://${typed}`;
  return URL.canParse(whole) ? whole : undefined;
}
