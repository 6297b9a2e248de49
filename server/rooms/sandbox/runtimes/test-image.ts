import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Writes an image archive in OCI layout whose one layer holds these files; for tests. */
export function writeTestImage(file: string, files: Record<string, string>): void {
  const work = mkdtempSync(join(tmpdir(), "stoa-image-"));
  try {
    for (const [path, content] of Object.entries(files)) write(join(work, "layer", path), content);
    const layer = execFileSync("tar", ["-C", join(work, "layer"), "-cf", "-", "."]);
    const put = (data: Buffer): { digest: string; size: number } => {
      const hex = createHash("sha256").update(data).digest("hex");
      write(join(work, "image/blobs/sha256", hex), data);
      return { digest: `sha256:${hex}`, size: data.length };
    };
    const manifest = put(Buffer.from(JSON.stringify({ schemaVersion: 2, layers: [put(layer)] })));
    write(join(work, "image/index.json"), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
    execFileSync("tar", ["-C", join(work, "image"), "-cf", file, "index.json", "blobs"]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
