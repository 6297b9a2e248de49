import type { FastifyInstance } from "fastify";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";
import { readContact } from "../read-contact.ts";
import {
  type Contact,
  type ContactFields,
  createContact,
  deleteContact,
  findContact,
  restoreContact,
  searchContacts,
  updateContact,
} from "../store/contacts.ts";
import { inputField, textField } from "./form-fields.ts";
import { type Html, html, type Part } from "./html.ts";
import { icon } from "./icon.ts";
import { productPage } from "./layout.ts";
import { emptyList, pager, readOffset, rowsPerPage, searchForm } from "./list-parts.ts";
import { type Form, type PageRoute, sendPage, signedIn } from "./page-request.ts";

function contactTable(contacts: Contact[]): Html {
  return html`<table class="contacts">
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Organisation</th>
        <th scope="col">E-mail</th>
        <th scope="col">Phone</th>
      </tr>
    </thead>
    <tbody>
      ${contacts.map(
        (contact) =>
          html`<tr>
            <td class="first"><a href="/contacts/${contact.id}">${contact.name}</a></td>
            <td class="second">${contact.organisation}</td>
            <td class="third">${contact.email}</td>
            <td class="third number-left">${contact.phone}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function contactForm(action: string, fields: Partial<ContactFields>, problems: Record<string, string>, button: string): Html {
  const field = (name: keyof ContactFields) => ({ name, value: fields[name], problem: problems[name] });
  return html`<form class="edit" method="post" action="${action}">
    ${inputField({ ...field("name"), label: "Name", required: true })}${inputField({ ...field("organisation"), label: "Organisation" })}
    ${inputField({ ...field("email"), label: "E-mail", type: "email", help: "Invoices and reminders go to this address." })}${inputField({ ...field("phone"), label: "Phone", type: "tel" })}
    ${textField({ ...field("notes"), label: "Notes" })}
    <div class="actions"><button class="primary">${button}</button><a class="button" href="/contacts">Cancel</a></div>
  </form>`;
}

function notice(query: Form): Part {
  if (query["deleted"]) {
    return html`Contact deleted. Its invoices stay.
      <form method="post" action="/contacts/${query["deleted"]}/restore"><button class="link">Undo</button></form>`;
  }
  return query["saved"] ? "Contact saved." : undefined;
}

const newButton = html`<a class="button primary" href="/contacts/new">${icon("plus")}New contact</a>`;

function listContacts(app: FastifyInstance, host: HostContext): void {
  app.get<PageRoute>("/contacts", (request, reply) => {
    const person = signedIn(host, request);
    const text = request.query["q"] ?? "";
    const offset = readOffset(request.query["from"]);
    const found = searchContacts(host.db, person.companyId, text, offset, rowsPerPage);
    const first = html`<h2>No contacts yet</h2>
      <p>People and companies you send invoices to.</p>
      ${newButton}`;
    return sendPage(
      reply,
      productPage(person, {
        title: "Contacts",
        path: "/contacts",
        notice: notice(request.query),
        body: html`<div class="head">
            <h1>Contacts</h1>
            ${newButton}
          </div>
          ${searchForm("/contacts", text, "Search contacts")}
          ${found.rows.length === 0 ? emptyList("contacts", text, first) : html`${contactTable(found.rows)}${pager("/contacts", { q: text }, offset, found.rows.length, found.total)}`}`,
      }),
    );
  });
}

function editPage(contact: Contact, form: Html): Html {
  return html`<a class="up" href="/contacts">${icon("back")}Contacts</a>
    <div class="head"><h1>${contact.name}</h1></div>
    ${form}
    <section class="danger">
      <h2>Delete this contact</h2>
      <p>It disappears from lists and from the API. Its invoices stay. You can undo it.</p>
      <form method="post" action="/contacts/${contact.id}/delete"><button>Delete contact</button></form>
    </section>`;
}

function createPages(app: FastifyInstance, host: HostContext): void {
  const page = (fields: Partial<ContactFields>, problems: Record<string, string>): Html =>
    html`<a class="up" href="/contacts">${icon("back")}Contacts</a>
      <div class="head"><h1>New contact</h1></div>
      ${contactForm("/contacts/new", fields, problems, "Create contact")}`;

  app.get("/contacts/new", (request, reply) =>
    sendPage(reply, productPage(signedIn(host, request), { title: "New contact", path: "/contacts", body: page({}, {}) })),
  );

  app.post<PageRoute>("/contacts/new", (request, reply) => {
    const person = signedIn(host, request);
    try {
      createContact(host.db, person.companyId, readContact(request.body), host.now());
      return reply.redirect("/contacts?saved=1", 303);
    } catch (error) {
      if (!(error instanceof HostError) || Object.keys(error.fields).length === 0) throw error;
      return sendPage(
        reply,
        productPage(person, { title: "New contact", path: "/contacts", body: page(request.body, error.fields) }),
        error.status,
      );
    }
  });
}

export function contactsPages(app: FastifyInstance, host: HostContext): void {
  listContacts(app, host);
  createPages(app, host);

  app.get<PageRoute>("/contacts/:id", (request, reply) => {
    const person = signedIn(host, request);
    const contact = findContact(host.db, person.companyId, request.params.id);
    const body = editPage(contact, contactForm(`/contacts/${contact.id}`, contact, {}, "Save contact"));
    return sendPage(reply, productPage(person, { title: contact.name, path: "/contacts", body }));
  });

  app.post<PageRoute>("/contacts/:id", (request, reply) => {
    const person = signedIn(host, request);
    const contact = findContact(host.db, person.companyId, request.params.id);
    try {
      updateContact(host.db, person.companyId, contact.id, readContact(request.body), host.now());
      return reply.redirect("/contacts?saved=1", 303);
    } catch (error) {
      if (!(error instanceof HostError) || Object.keys(error.fields).length === 0) throw error;
      const body = editPage(contact, contactForm(`/contacts/${contact.id}`, request.body, error.fields, "Save contact"));
      return sendPage(reply, productPage(person, { title: contact.name, path: "/contacts", body }), error.status);
    }
  });

  app.post<PageRoute>("/contacts/:id/delete", (request, reply) => {
    const person = signedIn(host, request);
    deleteContact(host.db, person.companyId, request.params.id, host.now());
    return reply.redirect(`/contacts?deleted=${request.params.id}`, 303);
  });

  app.post<PageRoute>("/contacts/:id/restore", (request, reply) => {
    const person = signedIn(host, request);
    restoreContact(host.db, person.companyId, request.params.id, host.now());
    return reply.redirect("/contacts?saved=1", 303);
  });
}
