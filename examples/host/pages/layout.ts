import type { Person } from "../store/people.ts";
import { type Html, html, type Part } from "./html.ts";
import { icon, type IconName } from "./icon.ts";

const places: [path: string, title: string, icon: IconName][] = [
  ["/", "Home", "home"],
  ["/contacts", "Contacts", "contacts"],
  ["/invoices", "Invoices", "invoices"],
  ["/integrations", "Integrations", "integrations"],
  ["/settings", "Settings", "settings"],
];

export type PageContent = { title: string; path: string; body: Part; notice?: Part; wide?: boolean };

function documentOf(title: string, body: Part): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Ledgerline</title>
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}

export const mark = html`<img class="mark" src="/assets/mark.svg" alt="" width="24" height="24" />`;

function isHere(path: string, place: string): boolean {
  return place === "/" ? path === "/" : path.startsWith(place);
}

function navigation(path: string): Html {
  return html`<nav class="places" aria-label="Product">
    ${places.map(
      ([place, title, name]) =>
        html`<a href="${place}" ${isHere(path, place) ? html` aria-current="page"` : ""}>${icon(name)}<span>${title}</span></a>`,
    )}
  </nav>`;
}

function account(person: Person): Html {
  return html`<div class="account">
    <div class="who"><strong>${person.companyName}</strong><span>${person.name}</span></div>
    <form method="post" action="/sign-out"><button class="quiet" aria-label="Sign out" title="Sign out">${icon("leave")}</button></form>
  </div>`;
}

/** A page of the product with its navigation, for a person who is signed in. */
export function productPage(person: Person, content: PageContent): Html {
  return documentOf(
    content.title,
    html`<a class="skip" href="#main">Skip to content</a>
      <div class="frame">
        <header class="side">
          <a class="brand" href="/">${mark}<span>Ledgerline</span></a
          >${navigation(content.path)}${account(person)}
        </header>
        <main id="main" ${content.wide ? html` class="wide"` : ""}>
          ${content.notice ? html`<div class="notice" role="status">${content.notice}</div>` : ""}${content.body}
        </main>
      </div>`,
  );
}

/** A page for somebody who is not signed in. */
export function plainPage(title: string, body: Part): Html {
  return documentOf(title, html`<main id="main" class="plain">${body}</main>`);
}
