/** Where a value stands in some bytes; `end` is behind its last one. `keep`: the bytes end within what may become a value, begun there. */
export type Found = { start: number; end: number } | { keep: number };

/** Looks for many values at once, in one pass over a stream. Line ends within a value do not count: wrapped base64 is found. */
export interface Finder {
  /** The leftmost value at or after `from`, the longest there. @param isLast nothing follows these bytes, so nothing is to be kept */
  next(bytes: Buffer, from: number, isLast: boolean): Found | undefined;
}

const lineFeed = 10;
const carriageReturn = 13;

/** @returns undefined without values. Every value has at least six bytes besides line ends. */
export function createFinder(given: readonly Buffer[]): Finder | undefined {
  if (given.length === 0) return undefined;
  const values = given.map((value) => value.filter((byte) => byte !== lineFeed && byte !== carriageReturn));
  const trie = new Trie(values);
  return { next: (bytes, from, isLast) => search(trie, bytes, from, isLast) };
}

/** A look is taken at three bytes, and only so many bytes apart at most: less where the shortest value is shorter, or values are many. */
const looked = 3;
const widest = 16;

/** First child and next sibling of each node. */
class Trie {
  /** Has a bit for each number of bytes into a value at which three bytes stand: most of a text is passed over by a look at it. */
  readonly filter: Uint16Array;
  readonly mask: number;
  /** Bytes from one look to the next: three bytes looked at stand in every value that begins since the look before. */
  readonly stride: number;
  readonly #first = new Int32Array(256);
  readonly #byte: Uint8Array;
  readonly #child: Int32Array;
  readonly #sibling: Int32Array;
  readonly #ends: Uint8Array;
  #count = 1;

  constructor(values: readonly Uint8Array[]) {
    const most = 1 + values.reduce((sum, value) => sum + value.length, 0);
    this.#byte = new Uint8Array(most);
    this.#child = new Int32Array(most);
    this.#sibling = new Int32Array(most);
    this.#ends = new Uint8Array(most);
    this.filter = new Uint16Array(values.length > 500 ? 1 << 17 : 1 << 14);
    this.mask = this.filter.length - 1;
    const shortest = values.reduce((least, value) => Math.min(least, value.length), widest + looked);
    this.stride = Math.min(shortest - looked + 1, widest, Math.max(4, Math.floor(this.mask / 8 / values.length)));
    for (const value of values) this.#add(value);
  }

  /** The child of a node (the root is 0); 0 when there is none. */
  step(node: number, byte: number): number {
    if (node === 0) return this.#first[byte] ?? 0;
    let next = this.#child[node] ?? 0;
    while (next !== 0 && this.#byte[next] !== byte) next = this.#sibling[next] ?? 0;
    return next;
  }

  /** How many bytes before this one a value may begin that goes on here: a bit each. Three bytes are there. */
  begins(bytes: Buffer, index: number): number {
    const place = placeOf(bytes[index] as number, bytes[index + 1] as number, bytes[index + 2] as number);
    return this.filter[place & this.mask] as number;
  }

  isEnd(node: number): boolean {
    return this.#ends[node] === 1;
  }

  isLeaf(node: number): boolean {
    return this.#child[node] === 0;
  }

  #add(value: Uint8Array): void {
    let node = 0;
    for (const byte of value) node = this.step(node, byte) || this.#grow(node, byte);
    this.#ends[node] = 1;
    for (let at = 0; at < this.stride; at++) {
      const place = placeOf(value[at] ?? 0, value[at + 1] ?? 0, value[at + 2] ?? 0) & this.mask;
      this.filter[place] = (this.filter[place] ?? 0) | (1 << at);
    }
  }

  #grow(node: number, byte: number): number {
    const made = this.#count++;
    this.#byte[made] = byte;
    if (node === 0) this.#first[byte] = made;
    this.#sibling[made] = this.#child[node] ?? 0;
    this.#child[node] = made;
    return made;
  }
}

function placeOf(one: number, two: number, three: number): number {
  return (one << 10) ^ (two << 5) ^ three ^ (two << 12);
}

function search(trie: Trie, bytes: Buffer, from: number, isLast: boolean): Found | undefined {
  const { filter, mask, stride } = trie;
  const end = bytes.length - looked;
  let index = from;
  for (; index <= end; index += stride) {
    const one = bytes[index] as number;
    const two = bytes[index + 1] as number;
    const three = bytes[index + 2] as number;
    // One branch for both: where a line may end among the three, they are not what stands in a value.
    if (((filter[placeOf(one, two, three) & mask] as number) | (((one - 14) | (two - 14) | (three - 14)) >>> 31)) === 0) continue;
    const found = lookAt(trie, bytes, index, from, isLast);
    if (found) return found;
  }
  return lookBehind(trie, bytes, { from, index: bytes.length, count: stride + looked, begins: anywhere }, isLast);
}

/** A value may have begun since the look before. */
function lookAt(trie: Trie, bytes: Buffer, index: number, from: number, isLast: boolean): Found | undefined {
  const begins = trie.begins(bytes, index);
  const first = index - (31 - Math.clz32(begins));
  if (begins !== 0 && first >= from && isInLine(bytes, first, index + looked)) return lookInLine(trie, bytes, index, begins, isLast);
  const one = nextInLine(bytes, index);
  const two = nextInLine(bytes, one + 1);
  const three = nextInLine(bytes, two + 1);
  const place = placeOf(bytes[one] ?? 0, bytes[two] ?? 0, bytes[three] ?? 0) & trie.mask;
  const maybe = three < bytes.length ? (trie.filter[place] as number) : anywhere;
  return maybe === 0
    ? undefined
    : lookBehind(trie, bytes, { from, index: Math.min(one + 1, bytes.length), count: trie.stride, begins: maybe }, isLast);
}

/** The usual look: no line ends from the first place where one may begin. What does not begin as a value does is seen by one look more. */
function lookInLine(trie: Trie, bytes: Buffer, index: number, begins: number, isLast: boolean): Found | undefined {
  for (let bits = begins; bits !== 0;) {
    const into = 31 - Math.clz32(bits);
    bits ^= 1 << into;
    const found = trie.begins(bytes, index - into) & 1 ? walk(trie, bytes, index - into, isLast) : undefined;
    if (found) return found;
  }
  return undefined;
}

function isInLine(bytes: Buffer, start: number, end: number): boolean {
  let place = start;
  while (place < end && (bytes[place] as number) > carriageReturn) place++;
  return place === end;
}

function nextInLine(bytes: Buffer, index: number): number {
  let place = index;
  while (place < bytes.length && isLineEnd(bytes[place])) place++;
  return place;
}

/** Where a value may have begun: at one of the last `count` bytes before `index`, line ends not counted, of those the one with bit 0 in `begins` last. */
interface Behind {
  from: number;
  index: number;
  count: number;
  begins: number;
}

const anywhere = -1;

/** The leftmost value that begins there. */
function lookBehind(trie: Trie, bytes: Buffer, { from, index, count, begins }: Behind, isLast: boolean): Found | undefined {
  let place = index;
  let before = -1;
  for (; place > from && before + 1 < count; place--) if (!isLineEnd(bytes[place - 1])) before++;
  for (; place < index; place++) {
    if (isLineEnd(bytes[place])) continue;
    const found = ((begins >>> before) & 1) === 1 ? walk(trie, bytes, place, isLast) : undefined;
    before--;
    if (found) return found;
  }
  return undefined;
}

function walk(trie: Trie, bytes: Buffer, start: number, isLast: boolean): Found | undefined {
  let node = 0;
  let end = -1;
  for (let index = start; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === undefined || isLineEnd(byte)) continue;
    node = trie.step(node, byte);
    if (node !== 0 && trie.isEnd(node)) end = index + 1;
    if (node === 0 || trie.isLeaf(node)) return end < 0 ? undefined : { start, end };
  }
  if (!isLast) return { keep: start };
  return end < 0 ? undefined : { start, end };
}

export function isLineEnd(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn;
}
