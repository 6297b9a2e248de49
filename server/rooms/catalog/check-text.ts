import { catalogLimits, ListingContent, type ListingContentPatch, type Problem } from "@stoa/contract";
import { Value } from "typebox/value";

const supportForm = /^(?:[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+|https:\/\/[^\s<>"]+)$/;
const categoryForm = /^[a-z0-9][a-z0-9 &-]*$/;

/** What is wrong with a listing's text, field by field; empty fields are the checks' business, not an error. */
export function findTextProblems(content: ListingContentPatch): Problem[] {
  return [...findShapeProblems(content), ...findMarkdownProblems(content.description ?? ""), ...findSupportProblems(content.support ?? "")];
}

function findShapeProblems(content: ListingContentPatch): Problem[] {
  const schemas = ListingContent.properties;
  return Object.entries(content).flatMap(([name, value]) => {
    const schema = schemas[name as keyof typeof schemas] as (typeof schemas)[keyof typeof schemas] | undefined;
    if (!schema) return [{ path: name, message: "is not part of a listing" }];
    if (Value.Check(schema, value)) return [];
    return [
      { path: name, message: Value.Errors(schema, value)[0]?.message ?? "is not valid", fix: fixes[name] ?? "Shorten or correct it." },
    ];
  });
}

const fixes: Record<string, string> = {
  title: `Use at most ${catalogLimits.title} characters.`,
  summary: `Use one sentence of at most ${catalogLimits.summary} characters.`,
  categories: `Name at most ${catalogLimits.categories} categories in small letters.`,
};

/** Markdown only: HTML, pictures from elsewhere and script links are refused; code may hold anything. */
export function findMarkdownProblems(markdown: string): Problem[] {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1[^\n]*$/gm, "").replace(/(`+)[^`][\s\S]*?\1/g, "");
  const problems: Problem[] = [];
  if (/<(?:[a-z][a-z0-9-]*(?:\s|\/?>)|\/[a-z]|!|\?)/i.test(prose)) {
    problems.push({
      path: "description",
      message: "holds HTML",
      fix: "Write it as Markdown; put HTML that is to be shown into a code block.",
    });
  }
  if (/!\[[^\]]*\][([]/.test(prose))
    problems.push({
      path: "description",
      message: "holds a picture",
      fix: "Leave the picture out; pictures from other servers would tell them who reads this.",
    });
  if (/(?:\]\(|\]:|<)\s*<?(?:javascript|data|vbscript|file):/i.test(prose)) {
    problems.push({
      path: "description",
      message: "holds a link that is not a web or mail address",
      fix: "Link with https: or mailto: only.",
    });
  }
  return problems;
}

function findSupportProblems(support: string): Problem[] {
  if (support === "" || supportForm.test(support)) return [];
  return [
    {
      path: "support",
      message: "is neither an e-mail nor an https address",
      fix: "Write it like help@example.com or https://example.com/help.",
    },
  ];
}

/** A manifest's free words as categories of a listing. */
export function toCategories(words: readonly string[]): string[] {
  const clean = words
    .map((word) => word.trim().toLowerCase())
    .filter((word) => categoryForm.test(word) && word.length <= catalogLimits.category);
  return [...new Set(clean)].slice(0, catalogLimits.categories);
}
