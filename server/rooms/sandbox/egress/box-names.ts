import { isIPv4 } from "node:net";
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet } from "dns-packet";
import type { BoxSpec } from "../box.ts";
import { assignAddresses } from "../spawner/spec-words.ts";

/** Names under wildcards that one box may have addresses for; each costs a line of memory here. */
const mostNames = 4_096;
const nameError = 3;
const serverFailure = 2;
const aliveSeconds = 60;

/**
 * The names of one box: a name server that knows what is declared and nothing else. It asks nobody, so no name that a program looks up
 * leaves the machine. A name under a wildcard gets an address of its own, by which the gateway knows it again when it is dialled.
 */
export class BoxNames {
  readonly #declared = new Map<string, string>();
  readonly #wildcards: string[];
  readonly #given = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #onUndeclared: (name: string) => void;

  constructor(egress: BoxSpec["egress"], onUndeclared: (name: string) => void) {
    for (const { host, address } of assignAddresses(egress)) if (!isWildcard(host)) this.#declared.set(plainName(host), address);
    this.#wildcards = egress.map(({ host }) => host).filter(isWildcard);
    this.#onUndeclared = onUndeclared;
  }

  /** The answer to a query in DNS's own form; undefined for what is no query. */
  answer(query: Buffer): Buffer | undefined {
    const asked = readQuery(query);
    const [question] = asked?.questions ?? [];
    if (!asked || !question) return undefined;
    const found = this.#find(plainName(question.name), question.type === "A" || question.type === "AAAA");
    const answers =
      found.address !== undefined && question.type === "A" && isIPv4(found.address)
        ? [{ type: "A" as const, name: question.name, ttl: aliveSeconds, data: found.address }]
        : [];
    const flags = AUTHORITATIVE_ANSWER | ((asked.flags ?? 0) & 0x0100) | 0x0080 | found.code;
    return encode({ id: asked.id ?? 0, type: "response", flags, questions: [question], answers });
  }

  /** The name that was given this address; undefined when none was. */
  nameAt(address: string): string | undefined {
    return this.#names.get(address);
  }

  #find(name: string, asksAddress: boolean): { address?: string; code: number } {
    const known = this.#declared.get(name) ?? this.#given.get(name);
    if (known !== undefined) return { address: known, code: 0 };
    if (!this.#wildcards.some((wildcard) => isUnder(wildcard, name))) {
      if (asksAddress && name.includes(".")) this.#onUndeclared(name);
      return { code: nameError };
    }
    const count = this.#given.size;
    if (count >= mostNames) return { code: serverFailure };
    const address = `127.78.${count >> 8}.${count & 255}`;
    this.#given.set(name, address);
    this.#names.set(address, name);
    return { address, code: 0 };
  }
}

const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, "");

export const isWildcard = (host: string): boolean => host.startsWith("*.");

/** `*.example.com` is every name below it, however deep, and not `example.com` itself. */
export function isUnder(wildcard: string, name: string): boolean {
  const end = wildcard.slice(1).toLowerCase();
  return name.length > end.length && name.endsWith(end) && /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(name) && name.length <= 253;
}

function readQuery(bytes: Buffer): Packet | undefined {
  try {
    const packet = decode(bytes);
    return packet.type === "query" && packet.questions?.length === 1 ? packet : undefined;
  } catch {
    return undefined;
  }
}
