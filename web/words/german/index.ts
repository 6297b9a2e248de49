import { connections } from "./connections.ts";
import { home } from "./home.ts";
import { pages } from "./pages.ts";
import { parts } from "./parts.ts";
import { verdicts } from "./verdicts.ts";

/** German, by its English. What is missing, or what no page says, fails `npm run verify -- catalogue`. */
export const german: Readonly<Record<string, string>> = { ...parts, ...pages, ...home, ...connections, ...verdicts };
