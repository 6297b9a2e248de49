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
 * The ref updates at the beginning of a push's body; none in the probe git sends before a large push. Undefined when the bytes are not one: a body that git itself must judge
 * (shallow lines, certificates) is refused too, since nothing of ours sends it.
 */
export function readPushHead(bytes: Buffer, mostUpdates: number): PushHead | undefined {
  const updates: RefUpdate[] = [];
  let capabilities: string[] = [];
  for (let at = 0; ;) {
    const length = /^[0-9a-f]{4}$/i.test(bytes.toString("latin1", at, at + 4))
      ? Number.parseInt(bytes.toString("latin1", at, at + 4), 16)
      : -1;
    if (length === 0) return { updates, capabilities };
    if (length < 5 || at + length > bytes.length || updates.length >= mostUpdates) return undefined;
    const [line = "", words] = bytes.toString("utf8", at + 4, at + length).split("\0", 2);
    const match = updateForm.exec(line.trimEnd());
    if (!match) return undefined;
    if (words !== undefined) capabilities = words.trim().split(" ");
    updates.push({ old: match[1] ?? "", new: match[2] ?? "", ref: match[3] ?? "" });
    at += length;
  }
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
