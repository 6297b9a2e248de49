/** Git's framing: four hexadecimal digits of length (with themselves), then the payload; `0000` ends a list. */
export function packet(payload: string): Buffer {
  const bytes = Buffer.from(payload, "utf8");
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0"), "latin1"), bytes]);
}

export interface RefUpdate {
  old: string;
  new: string;
  ref: string;
}

export interface PushHead {
  updates: RefUpdate[];
  capabilities: string[];
}

const updateForm = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (refs\/[^\s\0]{1,500})$/;

/**
 * The ref updates at the beginning of a push's body; none in the probe git sends before a large push. Undefined when the bytes are
 * not one: what only git itself could judge (shallow lines, certificates) is refused too, since nothing of ours sends it.
 */
export function readPushHead(bytes: Buffer, mostUpdates: number): PushHead | undefined {
  const head: PushHead = { updates: [], capabilities: [] };
  let at = 0;
  for (let length = readLength(bytes, at); length !== 0; length = readLength(bytes, at)) {
    if (length < 5 || at + length > bytes.length || head.updates.length >= mostUpdates) return undefined;
    const [line = "", words] = bytes.toString("utf8", at + 4, at + length).split("\0", 2);
    const [, old, next, ref] = updateForm.exec(line.trimEnd()) ?? [];
    if (old === undefined || next === undefined || ref === undefined) return undefined;
    if (words !== undefined) head.capabilities = words.trim().split(" ");
    head.updates.push({ old, new: next, ref });
    at += length;
  }
  return head;
}

/** -1 when there is no length. */
function readLength(bytes: Buffer, at: number): number {
  const digits = bytes.toString("latin1", at, at + 4);
  return /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : -1;
}

/** Puts a line for the pusher's eyes before the flush that ends a side-banded answer. */
export function addProgress(answer: Buffer, text: string): Buffer {
  if (answer.toString("latin1", answer.length - 4) !== "0000") return answer;
  return Buffer.concat([answer.subarray(0, -4), packet(`\u0002${text}\n`), Buffer.from("0000")]);
}

/** A push's answer when nothing was taken: the reason for every ref, and once more in full for the pusher's eyes. */
export function refusePush(head: PushHead, reason: string): Buffer {
  const line = reason.replaceAll(/\s+/g, " ");
  const report = Buffer.concat([
    packet(`unpack ${line}\n`),
    ...head.updates.map(({ ref }) => packet(`ng ${ref} ${line}\n`)),
    Buffer.from("0000"),
  ]);
  if (!head.capabilities.includes("side-band-64k")) return report;
  const banded = Buffer.concat([Buffer.from((report.length + 5).toString(16).padStart(4, "0")), Buffer.from([1]), report]);
  return Buffer.concat([packet(`\u0002${reason}\n`), banded, Buffer.from("0000")]);
}
