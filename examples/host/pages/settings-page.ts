import type { FastifyInstance } from "fastify";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from "../store/api-keys.ts";
import { listPeople, type Person } from "../store/people.ts";
import { inputField } from "./form-fields.ts";
import { type Html, html, type Part } from "./html.ts";
import { productPage } from "./layout.ts";
import { type PageRoute, sendPage, signedIn, signedInOwner } from "./page-request.ts";
import { showDay } from "./show.ts";

const liveKeys = (host: HostContext, { companyId }: Person): ApiKey[] =>
  listApiKeys(host.db, companyId).filter(({ revokedAt }) => revokedAt === null);

function keyRow(key: ApiKey, mayRevoke: boolean): Html {
  const used = key.lastUsedAt ? html`last used <time datetime="${key.lastUsedAt}">${showDay(key.lastUsedAt)}</time>` : "never used";
  return html`<li>
    <div>
      <strong>${key.name}</strong><span class="soft"><code>${key.prefix}…</code> made ${showDay(key.createdAt)}, ${used}</span>
    </div>
    ${
      mayRevoke
        ? html`<form method="get" action="/settings/keys/${key.id}/revoke"><button class="small">Revoke ${key.name}</button></form>`
        : ""
    }
  </li>`;
}

function keysSection(person: Person, keys: ApiKey[], problem?: string): Html {
  const owner = person.role === "owner";
  return html`<section id="keys">
    <h2>API keys</h2>
    <p>Programs use a key to read and write the contacts and invoices of ${person.companyName}.</p>
    ${
      keys.length === 0
        ? html`<p class="empty">No keys yet.</p>`
        : html`<ul class="rows">
            ${keys.map((key) => keyRow(key, owner))}
          </ul>`
    }
    ${
      owner
        ? html`<form class="inline" method="post" action="/settings/keys">
            ${inputField({ name: "name", label: "Name of a new key", problem, required: true })}<button class="primary">Create key</button>
          </form>`
        : html`<p class="soft">Only an owner can make or revoke keys.</p>`
    }
  </section>`;
}

function sendSettings(host: HostContext, person: Person, extra: { notice?: Part; problem?: string | undefined }): Html {
  const people = listPeople(host.db, person.companyId);
  return productPage(person, {
    title: "Settings",
    path: "/settings",
    notice: extra.notice,
    body: html`<div class="head"><h1>Settings</h1></div>
      ${keysSection(person, liveKeys(host, person), extra.problem)}
      <section>
        <h2>People</h2>
        <ul class="rows">
          ${people.map(
            (one) =>
              html`<li>
                <div><strong>${one.name}</strong><span class="soft">${one.email}</span></div>
                <span class="soft">${one.role === "owner" ? "Owner" : "Member"}</span>
              </li>`,
          )}
        </ul>
      </section>`,
  });
}

/** What revoking does, before it is done: nothing brings a key back. */
function sendQuestion(person: Person, key: ApiKey): Html {
  const used = key.lastUsedAt
    ? html`It was last used <time datetime="${key.lastUsedAt}">${showDay(key.lastUsedAt)}</time>, so something still works with it: an
        integration it was entered in, or a program of yours.`
    : html`Nothing has used it yet.`;
  return productPage(person, {
    title: `Revoke ${key.name}`,
    path: "/settings",
    body: html`<div class="head"><h1>Revoke ${key.name}?</h1></div>
      <section>
        <p>What uses <code>${key.prefix}…</code> is refused from now on, until it gets a new key. Nothing brings this one back.</p>
        <p>${used}</p>
        <form class="actions" method="post" action="/settings/keys/${key.id}/revoke">
          <button class="destructive">Revoke it</button><a class="button" href="/settings">Keep it</a>
        </form>
      </section>`,
  });
}

export function settingsPage(app: FastifyInstance, host: HostContext): void {
  app.get("/settings", (request, reply) => sendPage(reply, sendSettings(host, signedIn(host, request), {})));

  app.post<PageRoute>("/settings/keys", (request, reply) => {
    const person = signedInOwner(host, request);
    try {
      const key = createApiKey(host.db, person.companyId, request.body["name"] ?? "", host.now());
      const notice = html`Copy the new key now; it is not shown again. <code class="copy">${key}</code>
        <button type="button" class="small" data-copy="${key}">Copy it</button><br />Then go back to where you were asked for it, in the tab
        you came from, and enter it there.
        <script src="/assets/copy.js" defer></script>`;
      return sendPage(reply, sendSettings(host, person, { notice }), 201);
    } catch (error) {
      if (!(error instanceof HostError) || error.code !== "invalid") throw error;
      return sendPage(reply, sendSettings(host, person, { problem: error.fields["name"] }), error.status);
    }
  });

  app.get<PageRoute>("/settings/keys/:id/revoke", (request, reply) => {
    const person = signedInOwner(host, request);
    const key = liveKeys(host, person).find(({ id }) => id === request.params.id);
    return key ? sendPage(reply, sendQuestion(person, key)) : reply.redirect("/settings", 303);
  });

  app.post<PageRoute>("/settings/keys/:id/revoke", (request, reply) => {
    const person = signedInOwner(host, request);
    revokeApiKey(host.db, person.companyId, request.params.id, host.now());
    return reply.redirect("/settings", 303);
  });
}
