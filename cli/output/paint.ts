import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Colour only on a terminal, and never with NO_COLOR (node's own rule, asked of stdout). */
const style =
  (format: Format) =>
  (text: string): string =>
    styleText(format, text, { stream: process.stdout });

export const paint = {
  fine: style("green"),
  running: style("blue"),
  waiting: style("yellow"),
  failed: style("red"),
  dim: style("dim"),
  bold: style("bold"),
};
