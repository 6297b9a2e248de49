/** The German of what is said here, by its English: laid in by the build, since the whole catalogue weighs more than all of this. */
declare const germanOfConnect: Readonly<Record<string, string>>;

const say = (text: string): string => (document.documentElement.lang === "de" ? germanOfConnect[text] : undefined) ?? text;

/** In the dark too, before any script of the pages has said so. */
export function drawBrand(): void {
  const { dataset } = document.documentElement;
  dataset["register"] = "workshop";
  dataset["mantineColorScheme"] = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  whenThere((root) => {
    const icon = make("img", "");
    icon.src = "/icon.svg";
    icon.alt = "";
    icon.width = 28;
    icon.height = 28;
    const brand = make("div", "bare-brand");
    brand.append(icon, make("span", "", "Stoa"));
    const page = make("main", "bare-page");
    page.append(brand);
    root.replaceChildren(page);
  });
}

/** The last that this window says. */
export function sayConnected(account: string | null): void {
  whenThere((root) => {
    const said = make("div", "");
    said.setAttribute("role", "status");
    const title = account === null ? say("It is connected") : say("{account} is connected").replace("{account}", () => account);
    said.append(make("h1", "", title), make("p", "", say("You can close this window; the page it came from goes on by itself.")));
    root.querySelector("main")?.append(said);
  });
}

/** The script stands before the body. */
function whenThere(draw: (root: HTMLElement) => void): void {
  const root = document.getElementById("root");
  if (root) draw(root);
  else document.addEventListener("DOMContentLoaded", () => whenThere(draw), { once: true });
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, name: string, text = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
