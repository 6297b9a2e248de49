/** Stands where JSON Forms adds formats to its validator; formats are the server's to check. */
export default function addNoFormats(): void {
  // Nothing to add.
}
