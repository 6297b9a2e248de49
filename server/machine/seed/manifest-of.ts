import type { Manifest, ManifestSource } from "@stoa/contract";
import { readManifest } from "@stoa/program";
import { StoaError } from "../../base/index.ts";

/** A manifest as a push of this stoa.yaml makes it. @throws StoaError internal that says what is wrong with it */
export function manifestOf(source: ManifestSource): Manifest {
  const { manifest, problems } = readManifest(JSON.stringify(source), { file: "stoa.yaml" });
  if (manifest) return manifest;
  throw new StoaError(
    "internal",
    `The manifest of ${source.name}: ${(problems ?? []).map((one) => `${one.path} ${one.message}`).join("; ")}`,
  );
}
