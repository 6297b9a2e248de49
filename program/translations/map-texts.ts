import type { Manifest } from "@stoa/contract";

/** Gives another text for one that people read; `most` is how long it may be. */
export type Change = (text: string, most: number) => string;

type Node = Record<string, unknown>;

const isObject = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const most = { title: 60, summary: 160, description: 20_000, name: 80, notice: 400, said: 200, field: 4000 } as const;

/** A manifest with every text that customers read changed, and nothing else of it. */
export function mapTexts(manifest: Manifest, change: Change): Manifest {
  const { title, summary, description, pictures, configs, connections, actions, permissions, data } = manifest;
  return {
    ...manifest,
    title: title === null ? null : change(title, most.title),
    summary: summary && change(summary, most.summary),
    description: description && change(description, most.description),
    ...(pictures ? { pictures: pictures.map(({ file, alt }) => ({ file, alt: change(alt, most.said) })) } : {}),
    configs: { ...configs, ...mapForm(configs, change) },
    connections: connections.map((one) => mapConnection(one, change)),
    ...(actions ? { actions: actions.map((one) => (one.why === undefined ? one : { ...one, why: change(one.why, most.said) })) } : {}),
    success: mapSuccess(manifest.success, change),
    permissions: mapNotices(permissions, change),
    data: mapNotices(data, change),
  };
}

function mapForm({ schema, uischema }: Manifest["configs"], change: Change): Pick<Manifest["configs"], "schema" | "uischema"> {
  return { schema: mapSchema(schema, change) as Node, uischema: uischema && (mapLayout(uischema, change) as Node) };
}

type Notices = Manifest["permissions"];

const mapNotices = (notices: Notices, change: Change): Notices =>
  notices.map(({ title, text }) => ({ title: change(title, most.name), text: change(text, most.notice) }));

/** An account without a title goes by its name, which is no text. */
function mapConnection(one: Manifest["connections"][number], change: Change): Manifest["connections"][number] {
  return {
    ...one,
    title: one.title === one.name ? one.title : change(one.title, most.name),
    ...(one.raw === undefined ? {} : { raw: change(one.raw, most.said) }),
  };
}

function mapSuccess(success: Manifest["success"], change: Change): Manifest["success"] {
  const say = <T extends { say: string | null }>(rule: T): T => (rule.say === null ? rule : { ...rule, say: change(rule.say, most.said) });
  return { ...success, fail: success.fail.map(say), require: success.require.map(say) };
}

/** Keys whose value is a program's, not a reader's. */
const values = new Set(["const", "default", "enum", "examples", "required", "pattern"]);
const named = new Set(["properties", "definitions"]);

function mapSchema(node: unknown, change: Change): unknown {
  if (Array.isArray(node)) return node.map((one) => mapSchema(one, change));
  if (!isObject(node)) return node;
  return mapEntries(node, (key, value) => {
    if ((key === "title" || key === "description") && typeof value === "string") return value && change(value, most.field);
    if (values.has(key)) return value;
    return named.has(key) && isObject(value) ? mapEntries(value, (_, one) => mapSchema(one, change)) : mapSchema(value, change);
  });
}

const words = new Set(["label", "title", "text", "hintText", "description", "placeholder"]);

function mapLayout(node: unknown, change: Change): unknown {
  if (Array.isArray(node)) return node.map((one) => mapLayout(one, change));
  if (!isObject(node)) return node;
  return mapEntries(node, (key, value) => {
    if (words.has(key) && typeof value === "string") return value && change(value, most.field);
    return key === "rule" ? value : mapLayout(value, change);
  });
}

const mapEntries = (node: Node, change: (key: string, value: unknown) => unknown): Node =>
  Object.fromEntries(Object.entries(node).map(([key, value]) => [key, change(key, value)]));
