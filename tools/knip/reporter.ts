import type { Reporter } from "knip";

/** Knip's findings as one line of JSON, with the number of files it read, which its own reporters leave out. */
const report: Reporter = ({ issues, counters }) => {
  const problems = Object.values(issues).flatMap((byFile) =>
    Object.values(byFile).flatMap((bySymbol) =>
      Object.values(bySymbol).map((issue) => ({
        file: issue.filePath,
        line: issue.line ?? 0,
        rule: `knip/${issue.type}`,
        text: issue.symbol,
      })),
    ),
  );
  process.stdout.write(`${JSON.stringify({ read: counters.total, problems })}\n`);
};

export default report;
