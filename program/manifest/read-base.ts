const spellings: Record<string, string> = {
  nodejs: "node",
  "node.js": "node",
  js: "node",
  javascript: "node",
  typescript: "node",
  py: "python",
  python3: "python",
  golang: "go",
  sh: "bash",
  shell: "bash",
  ".net": "dotnet",
  "c#": "dotnet",
  csharp: "dotnet",
  "dotnet-core": "dotnet",
  openjdk: "java",
  jdk: "java",
  rb: "ruby",
  gcc: "c",
};

export interface Base {
  language: string;
  version: string | null;
}

/** Reads `language[:version]` in any spelling publishers use: `Java:11`, `.NET:5.0`, `Node:20.9.0`, `python:v3.11`. */
export function readBase(text: string): Base {
  const [language = "", version = ""] = text.trim().split(":", 2);
  const name = language.trim().toLowerCase();
  const number = version
    .trim()
    .toLowerCase()
    .replace(/^v(?=[0-9])/, "");
  return { language: spellings[name] ?? name, version: number === "" || number === "latest" ? null : number };
}
