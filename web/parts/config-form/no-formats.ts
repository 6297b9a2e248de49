/** Stands where JSON Forms adds formats to its validator; formats are the server's to check. */
// oxlint-disable-next-line import/no-default-export -- JSON Forms imports the default of ajv-formats
export default function addNoFormats(): void {
  // Nothing to add.
}
