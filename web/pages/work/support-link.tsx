import { Fragment } from "react";
import { isSafeLink } from "../../parts/markdown/read-markdown.ts";

/** A publisher's way to get help: an e-mail or https address; anything else stays text. */
export function SupportLink({ support }: { support: string }) {
  const href = /^[^@\s]+@[^@\s]+$/.test(support) ? `mailto:${support}` : support;
  if (!isSafeLink(href)) return <>{support}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      <Breakable text={support.replace(/^https?:\/\//, "")} />
    </a>
  );
}

/** An address too long for its line goes on after an @ or before a dot, not before its last letter. */
function Breakable({ text }: { text: string }) {
  return text.split(/(?<=@)|(?=\.)/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 ? <wbr /> : null}
      {part}
    </Fragment>
  ));
}
