import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Frame, type Page } from "playwright-core";

/** Debian's Chromium, quiet on the network. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeViolation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** What axe finds wrong on a page, one line a place. */
export async function findBarriers(page: Page | Frame): Promise<string[]> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async (): Promise<AxeViolation[]> => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: AxeViolation[] }> } };
    return (await axe.run()).violations;
  });
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")} - ${node.failureSummary ?? one.help}`));
}

/** Collects what a page complains about: errors, refused by policy, failed loads. */
export function collectFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  return faults;
}
