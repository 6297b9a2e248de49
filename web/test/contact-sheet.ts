import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Browser } from "playwright-core";

/** Puts pictures side by side on one sheet, each with its name, `width` px wide. */
export async function makeSheet(browser: Browser, files: readonly string[], sheet: string, width = 360): Promise<void> {
  const page = await browser.newPage({ viewport: { width: Math.min(files.length, 5) * (width + 16) + 16, height: 800 } });
  const figures = files.map((file) => {
    const data = readFileSync(file).toString("base64");
    return `<figure><img src="data:image/png;base64,${data}"><figcaption>${basename(file, ".png")}</figcaption></figure>`;
  });
  await page.setContent(
    `<style>body{display:flex;flex-wrap:wrap;align-items:start;gap:16px;margin:16px;background:#777;font:12px sans-serif}
    figure{margin:0;width:${width}px}img{width:100%;display:block}</style>${figures.join("")}`,
  );
  await page.screenshot({ path: sheet, fullPage: true });
  await page.close();
}
