/** A piece of a line: plain, or with one look, or a link. */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong"; inner: Inline[] }
  | { kind: "em"; inner: Inline[] }
  | { kind: "link"; href: string; inner: Inline[] };

export type Block =
  | { kind: "heading"; level: 2 | 3 | 4; inner: Inline[] }
  | { kind: "paragraph"; inner: Inline[] }
  | { kind: "quote"; inner: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "code"; text: string }
  | { kind: "rule" };

const bullet = /^\s{0,3}[-*+]\s+(.*)$/;
const numbered = /^\s{0,3}\d{1,9}[.)]\s+(.*)$/;

/** The Markdown a publisher writes, as blocks. HTML and pictures stay text; a link leads only to https, http or mail. */
export function readMarkdown(source: string): Block[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = readBlock(lines, at);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

function readBlock(lines: readonly string[], at: number): [Block | undefined, number] {
  const line = lines[at] ?? "";
  if (line.trim() === "") return [undefined, at + 1];
  if (/^\s{0,3}```/.test(line)) return readFence(lines, at);
  if (/^\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) return [{ kind: "rule" }, at + 1];
  const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading)
    return [
      { kind: "heading", level: Math.min(4, (heading[1] ?? "").length + 1) as 2 | 3 | 4, inner: readInline(heading[2] ?? "") },
      at + 1,
    ];
  if (bullet.test(line)) return readList(lines, at, bullet, false);
  if (numbered.test(line)) return readList(lines, at, numbered, true);
  if (/^\s{0,3}>/.test(line)) {
    const [text, next] = takeWhile(lines, at, (one) => /^\s{0,3}>/.test(one));
    return [{ kind: "quote", inner: readInline(text.map((one) => one.replace(/^\s{0,3}>\s?/, "")).join(" ")) }, next];
  }
  const [text, next] = takeWhile(lines, at, (one, index) => one.trim() !== "" && (index === at || !startsBlock(one)));
  return [{ kind: "paragraph", inner: readInline(text.map((one) => one.trim()).join(" ")) }, next];
}

function startsBlock(line: string): boolean {
  return /^\s{0,3}(?:#{1,6}\s|>|```)/.test(line) || bullet.test(line) || numbered.test(line);
}

function takeWhile(lines: readonly string[], from: number, test: (line: string, index: number) => boolean): [string[], number] {
  let end = from;
  while (end < lines.length && test(lines[end] ?? "", end)) end++;
  return [lines.slice(from, end), end];
}

function readFence(lines: readonly string[], at: number): [Block, number] {
  const [text, end] = takeWhile(lines, at + 1, (line) => !/^\s{0,3}```\s*$/.test(line));
  return [{ kind: "code", text: text.join("\n") }, end + 1];
}

function readList(lines: readonly string[], at: number, mark: RegExp, ordered: boolean): [Block, number] {
  const [text, end] = takeWhile(lines, at, (line) => mark.test(line) || (/^\s+\S/.test(line) && line.trim() !== ""));
  const items: string[] = [];
  for (const line of text) {
    const found = mark.exec(line);
    if (found) items.push(found[1] ?? "");
    else items[items.length - 1] = `${items.at(-1) ?? ""} ${line.trim()}`;
  }
  return [{ kind: "list", ordered, items: items.map(readInline) }, end];
}

const inline =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|\b_([^_\s][^_]*)_\b|\[([^\]]+)\]\(([^()\s]+)\)|<((?:https?:\/\/|mailto:)[^>\s]+)>/;

/** One line's pieces. */
export function readInline(text: string): Inline[] {
  const pieces: Inline[] = [];
  let rest = text;
  for (let found = inline.exec(rest); found; found = inline.exec(rest)) {
    if (found.index > 0) pieces.push({ kind: "text", text: rest.slice(0, found.index) });
    pieces.push(toPiece(found));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) pieces.push({ kind: "text", text: rest });
  return pieces;
}

function toPiece([whole, code, strong, strongToo, em, emToo, label, target, bare]: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: "code", text: code };
  const bold = strong ?? strongToo;
  if (bold !== undefined) return { kind: "strong", inner: readInline(bold) };
  const slanted = em ?? emToo;
  if (slanted !== undefined) return { kind: "em", inner: readInline(slanted) };
  return toLink(target ?? bare ?? "", label, whole);
}

function toLink(href: string, label: string | undefined, whole: string): Inline {
  if (!isSafeLink(href)) return { kind: "text", text: label ?? whole };
  return { kind: "link", href, inner: label === undefined ? [{ kind: "text", text: href }] : readInline(label) };
}

export function isSafeLink(href: string): boolean {
  return /^(?:https?:\/\/|mailto:)[^\s"'<>]+$/i.test(href);
}
