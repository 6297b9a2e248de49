import { Fragment, useMemo, type ReactNode } from "react";
import styles from "./markdown.module.css";
import { readMarkdown, type Block, type Inline } from "./read-markdown.ts";

/** A publisher's Markdown, drawn as elements: nothing in it can become markup. */
export function Markdown({ source }: { source: string }) {
  const blocks = useMemo(() => readMarkdown(source), [source]);
  const highest = Math.min(4, ...blocks.map((block) => (block.kind === "heading" ? block.level : 4)));
  return (
    <div className={styles.text}>
      {blocks.map((block, index) => (
        <Fragment key={index}>{drawBlock(block, highest)}</Fragment>
      ))}
    </div>
  );
}

/** The highest heading of the text becomes an h2, whatever its writer began with: it stands under the page's own title. */
function drawBlock(block: Block, highest: number): ReactNode {
  if (block.kind === "rule") return <hr />;
  if (block.kind === "code") return <pre tabIndex={0}>{block.text}</pre>;
  if (block.kind === "list") {
    const items = block.items.map((item, index) => <li key={index}>{drawInline(item)}</li>);
    return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
  }
  if (block.kind === "quote") return <blockquote>{drawInline(block.inner)}</blockquote>;
  if (block.kind === "paragraph") return <p>{drawInline(block.inner)}</p>;
  const Heading = `h${Math.min(4, block.level - highest + 2)}` as "h2" | "h3" | "h4";
  return <Heading>{drawInline(block.inner)}</Heading>;
}

function drawInline(pieces: readonly Inline[]): ReactNode {
  return pieces.map((piece, index) => {
    if (piece.kind === "text") return <Fragment key={index}>{piece.text}</Fragment>;
    if (piece.kind === "code") return <code key={index}>{piece.text}</code>;
    if (piece.kind !== "link")
      return piece.kind === "strong" ? (
        <strong key={index}>{drawInline(piece.inner)}</strong>
      ) : (
        <em key={index}>{drawInline(piece.inner)}</em>
      );
    return (
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {drawInline(piece.inner)}
      </a>
    );
  });
}
