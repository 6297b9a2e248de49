import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";
import { readInvoice } from "../read-invoice.ts";
import { isoDay } from "../seed-demo.ts";
import { searchContacts } from "../store/contacts.ts";
import {
  createInvoice,
  deleteInvoice,
  findInvoice,
  type Invoice,
  type InvoiceFilter,
  restoreInvoice,
  searchInvoices,
  updateInvoice,
} from "../store/invoices.ts";
import type { Person } from "../store/people.ts";
import { type Html, html, type Part } from "./html.ts";
import { icon } from "./icon.ts";
import { bodyOf, formOf, invoiceForm } from "./invoice-form.ts";
import { invoiceTable, statusBadge } from "./invoice-table.ts";
import { productPage } from "./layout.ts";
import { emptyList, pager, readOffset, rowsPerPage, searchForm } from "./list-parts.ts";
import { type Form, type PageRoute, sendPage, signedIn } from "./page-request.ts";
import { showMoney } from "./show.ts";

const tabs: [status: string, title: string][] = [
  ["", "All"],
  ["draft", "Drafts"],
  ["sent", "Sent"],
  ["overdue", "Overdue"],
  ["paid", "Paid"],
  ["void", "Void"],
];
const newButton = html`<a class="button primary" href="/invoices/new">${icon("plus")}New invoice</a>`;

function readFilter(status: string | undefined): InvoiceFilter | undefined {
  return tabs.some(([known]) => known === status) && status ? (status as InvoiceFilter) : undefined;
}

function filterTabs(filter: string | undefined, text: string): Html {
  const href = (status: string): string =>
    `/invoices?${new URLSearchParams({ ...(text ? { q: text } : {}), ...(status ? { status } : {}) }).toString()}`;
  return html`<nav class="tabs" aria-label="Status">
    ${tabs.map(([status, title]) => html`<a href="${href(status)}" ${status === (filter ?? "") ? html` aria-current="true"` : ""}>${title}</a>`)}
  </nav>`;
}

function notice(query: Form): Part {
  if (query["deleted"])
    return html`Invoice deleted.
      <form method="post" action="/invoices/${query["deleted"]}/restore"><button class="link">Undo</button></form>`;
  return query["saved"] ? "Invoice saved." : undefined;
}

function listInvoices(app: FastifyInstance, host: HostContext): void {
  app.get<PageRoute>("/invoices", (request, reply) => {
    const person = signedIn(host, request);
    const text = request.query["q"] ?? "";
    const filter = readFilter(request.query["status"]);
    const offset = readOffset(request.query["from"]);
    const today = isoDay(host.now());
    const found = searchInvoices(host.db, person.companyId, { text, filter, today, offset, limit: rowsPerPage });
    const kept: Record<string, string> = filter ? { status: filter } : {};
    const first = filter
      ? html`<p>No invoice is ${filter}.</p>`
      : html`<h2>No invoices yet</h2>
          <p>What your customers owe you, and since when.</p>
          ${newButton}`;
    return sendPage(
      reply,
      productPage(person, {
        title: "Invoices",
        path: "/invoices",
        notice: notice(request.query),
        body: html`<div class="head">
            <h1>Invoices</h1>
            ${newButton}
          </div>
          <div class="bar">${filterTabs(filter, text)}${searchForm("/invoices", text, "Search invoices", kept)}</div>
          ${found.rows.length === 0 ? emptyList("invoices", text, first) : html`${invoiceTable(found.rows, today)}${pager("/invoices", { q: text, ...kept }, offset, found.rows.length, found.total)}`}`,
      }),
    );
  });
}

type Draft = { form: Form; problems: Record<string, string>; status: number };

function sendForm(host: HostContext, reply: FastifyReply, person: Person, draft: Draft, invoice?: Invoice): FastifyReply {
  const contacts = searchContacts(host.db, person.companyId, "", 0, 1_000).rows;
  const action = invoice ? `/invoices/${invoice.id}` : "/invoices/new";
  const form = invoiceForm(action, draft.form, draft.problems, contacts, person.currency, invoice ? "Save invoice" : "Create invoice");
  const title = invoice?.number ?? "New invoice";
  const body = html`<a class="up" href="/invoices">${icon("back")}Invoices</a>
    <div class="head">
      <h1>${title}</h1>
      ${
        invoice
          ? html`<span class="sum">${showMoney(invoice.totalCents, invoice.currency)} ${statusBadge(invoice, isoDay(host.now()))}</span>`
          : ""
      }
    </div>
    ${form}
    ${
      invoice
        ? html`<section class="danger">
            <h2>Delete this invoice</h2>
            <p>It disappears from lists and from the API; its number is not used again. You can undo it.</p>
            <form method="post" action="/invoices/${invoice.id}/delete"><button>Delete invoice</button></form>
          </section>`
        : ""
    }`;
  return sendPage(reply, productPage(person, { title, path: "/invoices", body }), draft.status);
}

function saveInvoice(host: HostContext, request: FastifyRequest<PageRoute>, reply: FastifyReply, before?: Invoice): FastifyReply {
  const person = signedIn(host, request);
  if (request.body["more"]) return sendForm(host, reply, person, { form: request.body, problems: {}, status: 200 }, before);
  try {
    const fields = readInvoice(bodyOf(request.body));
    if (before) updateInvoice(host.db, person.companyId, before.id, fields, host.now());
    else createInvoice(host.db, person.companyId, person.currency, fields, host.now());
    return reply.redirect("/invoices?saved=1", 303);
  } catch (error) {
    if (!(error instanceof HostError) || Object.keys(error.fields).length === 0) throw error;
    return sendForm(host, reply, person, { form: request.body, problems: error.fields, status: error.status }, before);
  }
}

export function invoicesPages(app: FastifyInstance, host: HostContext): void {
  listInvoices(app, host);

  app.get("/invoices/new", (request, reply) => {
    const now = host.now();
    const form: Form = { issued_on: isoDay(now), due_on: isoDay(new Date(now.getTime() + 30 * 86_400_000)), status: "draft" };
    return sendForm(host, reply, signedIn(host, request), { form, problems: {}, status: 200 });
  });

  app.post<PageRoute>("/invoices/new", (request, reply) => saveInvoice(host, request, reply));

  app.get<PageRoute>("/invoices/:id", (request, reply) => {
    const person = signedIn(host, request);
    const invoice = findInvoice(host.db, person.companyId, request.params.id);
    return sendForm(host, reply, person, { form: formOf(invoice), problems: {}, status: 200 }, invoice);
  });

  app.post<PageRoute>("/invoices/:id", (request, reply) =>
    saveInvoice(host, request, reply, findInvoice(host.db, signedIn(host, request).companyId, request.params.id)),
  );

  app.post<PageRoute>("/invoices/:id/delete", (request, reply) => {
    const person = signedIn(host, request);
    deleteInvoice(host.db, person.companyId, request.params.id, host.now());
    return reply.redirect(`/invoices?deleted=${request.params.id}`, 303);
  });

  app.post<PageRoute>("/invoices/:id/restore", (request, reply) => {
    const person = signedIn(host, request);
    restoreInvoice(host.db, person.companyId, request.params.id, host.now());
    return reply.redirect("/invoices?saved=1", 303);
  });
}
