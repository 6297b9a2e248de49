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

/** Every fenced `sh` block of a Markdown text, in order. */
export function readBlocks(file: string, text: string): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  let open: Block | "other" | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\w*)/.exec(line);
    if (fence && open === undefined) open = fence[1] === "sh" ? { file, heading, commands: [], line: index + 1 } : "other";
    else if (fence) {
      if (open !== "other" && open !== undefined) blocks.push(open);
      open = undefined;
    } else if (open === undefined) heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
    else if (open !== "other") {
      const command = line.replace(/\s+# .*$/, "").trim();
      if (command !== "" && !command.startsWith("#")) open.commands.push(command);
    }
  }
  return blocks;
}
