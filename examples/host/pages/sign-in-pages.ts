import type { FastifyInstance } from "fastify";
import { demoCompanies, demoPassword } from "../demo-data.ts";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";
import { verifyPassword } from "../passwords.ts";
import { findPersonByEmail } from "../store/people.ts";
import { closeSession, openSession } from "../store/sessions.ts";
import { TryCounter } from "../try-counter.ts";
import { inputField } from "./form-fields.ts";
import { type Html, html } from "./html.ts";
import { mark, plainPage } from "./layout.ts";
import { type PageRoute, readSessionToken, sendPage, sessionCookie } from "./page-request.ts";

const cookieRules = "Path=/; HttpOnly; SameSite=Lax";

function demoAccounts(): Html {
  return html`<section class="demo">
    <h2>Demo accounts</h2>
    <p>The password of each is <code>${demoPassword}</code>.</p>
    ${demoCompanies.map(
      (company) =>
        html`<h3>${company.name}</h3>
          <ul>
            ${company.people.map((person) => html`<li><code>${person.email}</code><span>${person.role}</span></li>`)}
          </ul>`,
    )}
  </section>`;
}

function signInPage(host: HostContext, next: string, email: string, problem?: string): Html {
  return plainPage(
    "Sign in",
    html`<div class="sign-in">
        <div class="brand">${mark}<span>Ledgerline</span></div>
        <h1>Sign in</h1>
        ${problem ? html`<p class="problem" role="alert">${problem}</p>` : ""}
        <form method="post" action="/sign-in">
          <input type="hidden" name="next" value="${next}" />
          ${inputField({ name: "email", label: "E-mail", type: "email", value: email, required: true, autocomplete: "username" })}
          ${inputField({ name: "password", label: "Password", type: "password", required: true, autocomplete: "current-password" })}
          <button class="primary">Sign in</button>
        </form>
      </div>
      ${host.demo ? demoAccounts() : ""}`,
  );
}

/** Only a path of this product, so that a link cannot send somebody elsewhere after signing in. */
function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

export function signInPages(app: FastifyInstance, host: HostContext): void {
  const tries = new TryCounter(10, 15 * 60_000);

  app.get<PageRoute>("/sign-in", (request, reply) => sendPage(reply, signInPage(host, safeNext(request.query["next"]), "")));

  app.post<PageRoute>("/sign-in", async (request, reply) => {
    const { email = "", password = "", next } = request.body;
    const name = email.trim().toLowerCase();
    if (!tries.allow(name, host.now()))
      throw new HostError("too_many_tries", "Too many wrong passwords for this address. Wait 15 minutes.");
    const person = findPersonByEmail(host.db, name);
    if (!(await verifyPassword(password, person?.passwordHash)) || person === undefined) {
      tries.fail(name, host.now());
      return sendPage(reply, signInPage(host, safeNext(next), email, "No account has this address and password."), 401);
    }
    tries.forget(name);
    const token = openSession(host.db, person.id, host.now());
    return reply.header("set-cookie", `${sessionCookie}=${token}; ${cookieRules}; Max-Age=43200`).redirect(safeNext(next), 303);
  });

  app.post("/sign-out", (request, reply) => {
    const token = readSessionToken(request);
    if (token !== undefined) closeSession(host.db, token);
    return reply.header("set-cookie", `${sessionCookie}=; ${cookieRules}; Max-Age=0`).redirect("/sign-in", 303);
  });
}
