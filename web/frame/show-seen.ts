import { hearHost } from "./host-page.ts";

/** Dialogs and fixed parts belong where the reader looks, and a frame as high as its page does not know where that is. */
export function showSeen(): void {
  const { style, dataset } = document.documentElement;
  dataset["framed"] = "";
  hearHost((said) => {
    if (said.stoa !== "seen") return;
    style.setProperty("--seen-top", `${said.top}px`);
    style.setProperty("--seen-height", `${said.height}px`);
  });
}
