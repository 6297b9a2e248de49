import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * The second wall of a box's network: rules of nf_tables that let nothing pass but by `lo`. The first is that there is no other device. Messages in the
 * kernel's own form, so that no program is started for a box. Sources: netlink(7), linux/netfilter/nf_tables.h, nfnetlink.h.
 */
const subsystem = 10;
const make = { table: (subsystem << 8) | 0, chain: (subsystem << 8) | 3, rule: (subsystem << 8) | 6 };
const batch = { begin: 16, end: 17 };
const flags = { request: 1, create: 0x400, append: 0x800 };
const inet = 1;
const hooks = { input: 1, output: 3 };
const metaKeys = { input: 6, output: 7 };

const big = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const text = (value: string, length = value.length + 1): Buffer => Buffer.concat([Buffer.from(value), Buffer.alloc(length - value.length)]);

function attribute(type: number, ...data: Buffer[]): Buffer {
  const body = Buffer.concat(data);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(4 + body.length, 0);
  head.writeUInt16LE(type, 2);
  return Buffer.concat([head, body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
}
const nested = (type: number, ...parts: Buffer[]): Buffer => attribute(type | 0x8000, ...parts);

function message(type: number, flag: number, sequence: number, ...attributes: Buffer[]): Buffer {
  const isBatch = type === batch.begin || type === batch.end;
  const body = Buffer.concat([Buffer.from([isBatch ? 0 : inet, 0, 0, isBatch ? subsystem : 0]), ...attributes]);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(16 + body.length, 0);
  head.writeUInt16LE(type, 4);
  head.writeUInt16LE(flags.request | flag, 6);
  head.writeUInt32LE(sequence, 8);
  return Buffer.concat([head, body]);
}

const table = "stoa";
type Way = keyof typeof hooks;

/** A chain that drops what no rule accepts. */
function chain(way: Way, sequence: number): Buffer {
  const hook = nested(4, attribute(1, big(hooks[way])), attribute(2, big(0)));
  const drop = attribute(5, big(0));
  return message(
    make.chain,
    flags.create,
    sequence,
    attribute(1, text(table)),
    attribute(3, text(way)),
    hook,
    drop,
    attribute(7, text("filter")),
  );
}

/** meta iifname or oifname == "lo": accept. */
function rule(way: Way, sequence: number): Buffer {
  const expression = (name: string, ...data: Buffer[]): Buffer => nested(1, attribute(1, text(name)), nested(2, ...data));
  const load = expression("meta", attribute(2, big(metaKeys[way])), attribute(1, big(1)));
  const compare = expression("cmp", attribute(1, big(1)), attribute(2, big(0)), nested(3, attribute(1, text("lo", 16))));
  const accept = expression("immediate", attribute(1, big(0)), nested(2, nested(2, attribute(1, big(1)))));
  return message(
    make.rule,
    flags.create | flags.append,
    sequence,
    attribute(1, text(table)),
    attribute(2, text(way)),
    nested(4, load, compare, accept),
  );
}

/** The rules as one message to the kernel. */
export const wall = Buffer.concat([
  message(batch.begin, 0, 0),
  message(make.table, flags.create, 1, attribute(1, text(table))),
  chain("output", 2),
  chain("input", 3),
  rule("output", 4),
  rule("input", 5),
  message(batch.end, 0, 6),
]);

const script = fileURLToPath(new URL("./wall.pl", import.meta.url));

let allowed: boolean | undefined;

/** Whether this kernel lets this user put the wall up: tried once, in a network namespace that ends with the attempt. */
export function wallIsAllowed(): boolean {
  return (allowed ??= tryWall());
}

function tryWall(): boolean {
  const { status } = spawnSync("perl", [script, wall.toString("hex")], { env: { PATH: "/usr/bin:/bin" }, cwd: "/", timeout: 10_000 });
  return status === 0;
}
