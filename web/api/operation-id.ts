/** A new id for an operation; the same one again asks for the same answer, so that a repeated press does nothing twice. */
export function newOperationId(): string {
  return (
    crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  );
}
