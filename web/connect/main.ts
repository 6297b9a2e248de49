import type { Gone, Returned } from "@stoa/contract";
import { createClient } from "@stoa/sdk";
import { wasBegunByOpener } from "../pages/connections/begun-here.ts";
import { handOver } from "../pages/connect/hand-over.ts";
import { connectLanguage } from "../words/connect-language.ts";
import { drawBrand, sayConnected } from "./draw.ts";

const closesAfterMs = 1_500;

/**
 * What a window at a provider needs, and nothing else: somebody waits for it in another one, which shares its processor. Stands in the page itself,
 * before the pages' own scripts; these are loaded only where something has to be asked or did not go well.
 */
document.documentElement.lang = connectLanguage(navigator.languages);
drawBrand();
const done = location.pathname === "/connect/return" ? comeBack() : goOn(location.hash.slice(1));
done.catch(loadPages);

/** Where a provider sends the browser back to. */
async function comeBack(): Promise<void> {
  const handed: Promise<Returned> = handOver();
  window.stoaHanded = handed;
  sayConnected((await handed).account);
  setTimeout(() => window.close(), closesAfterMs);
}

/** A window that one of our own pages has just opened goes on by itself; anybody else is asked first. */
async function goOn(code: string): Promise<void> {
  if (!wasBegunByOpener(code)) return loadPages();
  const { to, account } = await createClient({ url: "" }).send<Gone>("POST", "/v1/connect/go", { code, fields: {} });
  if (to === null) sayConnected(account);
  else location.assign(to);
}

/** The pages take over what is drawn here, and say what failed. */
function loadPages(): void {
  const pages = document.querySelector<HTMLElement>("script[data-pages]")?.dataset["pages"];
  const script = document.createElement("script");
  script.type = "module";
  script.src = pages ?? "";
  document.head.append(script);
}
