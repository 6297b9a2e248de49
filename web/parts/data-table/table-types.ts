import type { ReactNode } from "react";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** The value as text, for the export; without it the column is not exported. */
  text?: (row: Row) => string;
  align?: "end";
  /** A CSS width: "120px", "30%". */
  width?: string;
  /** True where the text is what the row is for: it is broken over two lines before it is cut. */
  wraps?: boolean;
  /** Where it stands in the two-line row of a phone, `named`: with its title before it; without it, it is left out there. */
  phone?: "title" | "mark" | "line" | "named";
}

export interface BulkAction<Row> {
  label: string;
  /** Says what would happen to these rows before it does. */
  preview: (rows: readonly Row[]) => ReactNode;
  act: (rows: readonly Row[]) => Promise<void> | void;
  danger?: boolean;
}
