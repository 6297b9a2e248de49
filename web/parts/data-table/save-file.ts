/** Hands text to the browser as a file of that name. */
export function saveFile(name: string, type: string, text: string | Blob): void {
  const address = URL.createObjectURL(typeof text === "string" ? new Blob([text], { type }) : text);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
