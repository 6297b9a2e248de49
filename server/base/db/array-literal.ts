type Plain = string | number | null;

/**
 * A column of many rows as the text of one Postgres array, for a parameter cast to the array's type: the driver's own writing of arrays
 * took longer than their inserting. Only for values without commas, quotes, braces and spaces: ids, numbers, words of ours.
 */
export function arrayOf(values: readonly Plain[]): string {
  let text = "{";
  for (const value of values) text += text === "{" ? (value ?? "NULL") : `,${value ?? "NULL"}`;
  return `${text}}`;
}

/** The same for any text. */
export function arrayOfTexts(values: readonly (string | null)[]): string {
  return arrayOf(values.map((value) => (value === null ? null : `"${value.replaceAll(special, String.raw`\$&`)}"`)));
}

const special = /[\\"]/g;
