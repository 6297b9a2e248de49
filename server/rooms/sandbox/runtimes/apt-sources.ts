import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The machine's own sources of its own release, in either notation, for mmdebstrap and apt. Sources of other vendors are left out. */
export function aptSources(release: string, folder = "/etc/apt"): string {
  const files = [join(folder, "sources.list"), ...listed(join(folder, "sources.list.d"))];
  const suite = new RegExp(`^${release}(-updates|-security|/updates)?$`);
  const stanzas: string[] = [];
  const lines: string[] = [];
  for (const file of files) {
    const text = read(file);
    if (file.endsWith(".sources"))
      stanzas.push(
        ...text
          .split(/\n\s*\n/)
          .filter((stanza) => (/^Suites:\s*(.+)$/m.exec(stanza)?.[1] ?? "").split(/\s+/).some((name) => suite.test(name))),
      );
    else
      lines.push(
        ...text.split("\n").filter(
          (line) =>
            /^deb\s/.test(line) &&
            suite.test(
              line
                .replace(/\[[^\]]*\]/, "")
                .trim()
                .split(/\s+/)[2] ?? "",
            ),
        ),
      );
  }
  return stanzas.length > 0 ? `${stanzas.join("\n\n")}\n` : `${lines.join("\n")}\n`;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
      .toSorted()
      .filter((name) => /\.(list|sources)$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
