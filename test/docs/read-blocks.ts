/** One fenced `sh` block of a document. */
export interface Block {
  /** `docs/host.md` */
  file: string;
  /** The heading it stands under. */
  heading: string;
  /** Its commands, without comments and empty lines. */
  commands: string[];
  line: number;
}

const fences = /^```(\w*)\n(.*?)^```/gms;

/** Every fenced `sh` block of a Markdown text, in order. */
export function readBlocks(file: string, text: string): Block[] {
  return [...text.matchAll(fences)]
    .filter(([, language]) => language === "sh")
    .map(({ index, 2: content = "" }) => {
      const before = text.slice(0, index);
      return { file, heading: lastHeading(before), commands: readCommands(content), line: before.split("\n").length };
    });
}

/** A `#` within a block heads nothing. */
function lastHeading(text: string): string {
  return [...text.replaceAll(fences, "").matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? "";
}

function readCommands(content: string): string[] {
  return content
    .split("\n")
    .map((line) => line.replace(/(^|\s+)#.*$/, "").trim())
    .filter((line) => line !== "");
}
