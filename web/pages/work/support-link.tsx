import { isSafeLink } from "../../parts/markdown/read-markdown.ts";

/** A publisher's way to get help: an e-mail or https address; anything else stays text. */
export function SupportLink({ support }: { support: string }) {
  const href = /^[^@\s]+@[^@\s]+$/.test(support) ? `mailto:${support}` : support;
  if (!isSafeLink(href)) return <>{support}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {support.replace(/^https?:\/\//, "")}
    </a>
  );
}
