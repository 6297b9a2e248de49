import { manifestLimits, ManifestOverlay, PandiumSource, type Manifest, type ManifestProblem } from "@stoa/contract";
import { checkForm } from "../../manifest/check-form.ts";
import { checkReferences } from "../../manifest/check-references.ts";
import { describe, fillRules } from "../../manifest/fill-manifest.ts";
import { findSecrets, findUnsafeSchema, type SchemaFault } from "../../manifest/find-unsafe-schema.ts";
import { findShapeProblems } from "../../manifest/find-shape-problems.ts";
import { readYaml, type LocatedYaml } from "../../manifest/located-yaml.ts";
import { readBase } from "../../manifest/read-base.ts";
import { inOrder, type ManifestReading } from "../../manifest/read-manifest.ts";
import { addConnectors } from "./connectors.ts";
import { mendSchema } from "./mend-schema.ts";

const versions = ["0.4", "1", "1.0"];

/**
 * Reads a PANDIUM.yaml as it is. `beside` may be a stoa.yaml with `contract: pandium` that adds what the other contract
 * has no place for: hosts, limits, success rules, texts.
 */
export function readPandium(
  text: string,
  { file = "PANDIUM.yaml", beside }: { file?: string; beside?: { text: string; file: string } } = {},
): ManifestReading {
  const yaml = readYaml(text, file, manifestLimits.file);
  if ("problems" in yaml) return yaml;
  const shape = findShapeProblems(yaml, PandiumSource);
  if (shape.length > 0) return { problems: inOrder(shape) };
  const source = yaml.value as PandiumSource;
  const overlay = beside ? readOverlay(beside) : undefined;
  if (overlay && "problems" in overlay) return overlay;
  const { manifest, faults } = fill(source, overlay ? (overlay.value as ManifestOverlay) : {});
  const problems = [...checkSource(source, yaml, faults), ...(overlay ? checkReferences(overlay, manifest) : [])];
  return problems.length > 0 ? { problems: inOrder(problems) } : { manifest };
}

function checkSource(source: PandiumSource, yaml: LocatedYaml, faults: SchemaFault[]): ManifestProblem[] {
  const { schema, uischema } = formOf(source);
  const unsafe = findUnsafeSchema(source.metadata_schema ?? {});
  return [
    ...checkVersion(source, yaml),
    ...checkForm(yaml, { schema, uischema: uischema ?? undefined }, ["configs"]),
    ...faults.map((fault) => yaml.problem(["configs", "schema", ...fault.path], fault.message, fault.fix)),
    ...unsafe.map((fault) => yaml.problem(["metadata_schema", ...fault.path], fault.message, fault.fix)),
  ];
}

const formOf = ({ configs }: PandiumSource) => ({ schema: mendSchema(configs?.schema ?? {}), uischema: configs?.uischema ?? null });

function readOverlay({ text, file }: { text: string; file: string }): LocatedYaml | { problems: ManifestProblem[] } {
  const yaml = readYaml(text, file, manifestLimits.file);
  if ("problems" in yaml) return yaml;
  const problems = findShapeProblems(yaml, ManifestOverlay);
  return problems.length > 0 ? { problems: inOrder(problems) } : yaml;
}

function checkVersion(source: PandiumSource, yaml: LocatedYaml): ManifestProblem[] {
  if (versions.includes(String(source.version))) return [];
  return [yaml.problem(["version"], `PANDIUM.yaml version ${source.version} is not known here.`, "Known versions: 0.4 and 1.0.")];
}

function fill(source: PandiumSource, overlay: Partial<ManifestOverlay>): { manifest: Manifest; faults: SchemaFault[] } {
  const form = formOf(source);
  const { secrets, faults } = findSecrets(form.schema);
  const accounts = addConnectors(form, source.connectors ?? []);
  const described = describe(overlay);
  const stateSchema = source.metadata_schema ?? null;
  const manifest: Manifest = {
    ...described,
    ...fillRules(overlay),
    contract: "pandium",
    contractVersion: String(source.version),
    name: overlay.name ?? null,
    title: overlay.title ?? null,
    base: readBase(source.base),
    build: [source.build ?? ""].map((line) => line.trim()).filter((line) => line !== ""),
    run: source.run.trim(),
    configs: accounts.configs,
    secrets: [...secrets, ...accounts.secrets],
    connections: [...described.connections, ...accounts.connections],
    network: { hosts: described.network.hosts, declared: overlay.network !== undefined },
    state: "json",
    stateSchema,
    stateMerge: stateSchema !== null,
    preview: false,
  };
  return { manifest, faults };
}
