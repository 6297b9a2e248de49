import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rolldown } from "vite";
import { german } from "../words/german/index.ts";

const said = ["It is connected", "{account} is connected", "You can close this window; the page it came from goes on by itself."];

/** Beside the pages one small script that the server lays into the page of a window at a provider: `connect.js`, of a build of its own. */
export function buildConnect(): Plugin {
  return {
    name: "build-connect",
    apply: "build",
    writeBundle: async ({ dir = "" }) => writeFileSync(join(dir, "connect.js"), await bundle()),
  };
}

async function bundle(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: "warn",
    define: { germanOfConnect: JSON.stringify(Object.fromEntries(said.map((text) => [text, germanOf(text)]))) },
    build: {
      write: false,
      target: "es2023",
      modulePreload: false,
      lib: { entry: fileURLToPath(new URL("main.ts", import.meta.url)), formats: ["iife"], name: "connect" },
    },
  })) as Rolldown.RolldownOutput[];
  const [script, ...more] = built.flatMap(({ output }) => output);
  if (script?.type !== "chunk" || more.length > 0) throw new Error("the script of a window at a provider is not one file");
  if (script.code.includes("</script")) throw new Error("the script of a window at a provider would end its own element");
  return script.code;
}

function germanOf(text: string): string {
  const words = german[text];
  if (words === undefined) throw new Error(`the catalogue lacks the German of “${text}”`);
  return words;
}
