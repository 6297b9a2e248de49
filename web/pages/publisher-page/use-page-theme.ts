import type { PageTheme } from "@stoa/contract";
import { useEffect, useState } from "react";

/** The colours and letters this page wears, a host's own among them, and again when it wears others. */
export function usePageTheme(): PageTheme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const watch = new MutationObserver(() => setTheme(readTheme()));
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "data-mantine-color-scheme"] });
    return () => watch.disconnect();
  }, []);
  return theme;
}

function readTheme(): PageTheme {
  const { documentElement } = document;
  const style = getComputedStyle(documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    scheme: documentElement.dataset["mantineColorScheme"] === "dark" ? "dark" : "light",
    page: read("--page"),
    text: read("--text"),
    quiet: read("--text-2"),
    line: read("--line"),
    accent: read("--accent"),
    onAccent: read("--on-accent"),
    font: read("--font-sans"),
    radius: read("--radius"),
  };
}
