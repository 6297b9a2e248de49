import { table } from "./table.ts";

export interface Output {
  json: boolean;
}

/** The answer on stdout: JSON for programs, else what `human` makes of it. */
export function print<T>(output: Output, value: T, human: (value: T) => string): void {
  process.stdout.write(output.json ? `${JSON.stringify(value, null, 2)}\n` : `${human(value)}\n`);
}

/** A list as a table, or a sentence that says what to do when it is empty. */
export function printList<T>(output: Output, items: readonly T[], columns: Record<string, (item: T) => string>, empty: string): void {
  print(output, items, () =>
    items.length === 0
      ? empty
      : table(
          Object.keys(columns),
          items.map((item) => Object.values(columns).map((show) => show(item))),
        ),
  );
}

/** Progress on stderr, so that stdout stays the answer. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
