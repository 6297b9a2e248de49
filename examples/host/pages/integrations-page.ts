import { handOverToken, signPerson } from "@stoa/host";
import type { FastifyInstance } from "fastify";
import type { HostContext } from "../host-context.ts";
import { createApiKey, forgetApiKey, listApiKeys } from "../store/api-keys.ts";
import { html } from "./html.ts";
import { productPage } from "./layout.ts";
import { sendPage, signedIn } from "./page-request.ts";

const notConnected = html`<div class="head"><h1>Integrations</h1></div>
  <div class="empty">
    <h2>No marketplace is connected</h2>
    <p>Set <code>STOA_URL</code> to the address of one and start again.</p>
  </div>`;

/** Where the marketplace lives inside the product, and the short-lived tokens that sign people in there. */
export function integrationsPage(app: FastifyInstance, host: HostContext): void {
  app.get("/integrations", (request, reply) => {
    const person = signedIn(host, request);
    let body = notConnected;
    if (host.stoaUrl)
      body = html`<h1 class="unseen">Integrations</h1>
        <script type="module" src="${host.stoaUrl}/embed/stoa-marketplace.js"></script>
        <stoa-marketplace token-url="/integrations/token" deep-links></stoa-marketplace>`;
    return sendPage(reply, productPage(person, { title: "Integrations", path: "/integrations", body, wide: host.stoaUrl !== undefined }));
  });

  app.post("/integrations/token", async (request, reply) => {
    const { companyId, companyName, ...person } = signedIn(host, request);
    if (!host.stoaUrl) return reply.callNotFound();
    const who = { ...person, role: person.role === "owner" ? "owner" : "viewer", customer: { id: companyId, name: companyName } } as const;
    if (host.stoaAccess && !listApiKeys(host.db, companyId).some(({ name }) => name === "Marketplace")) {
      const key = createApiKey(host.db, companyId, "Marketplace", host.now());
      await handOverToken(who.customer, key, host.stoaAccess).catch(forgetApiKey(host.db, key));
    }
    return reply.header("cache-control", "no-store").send({ token: signPerson(who, { ...host, stoaUrl: host.stoaUrl }) });
  });
}
