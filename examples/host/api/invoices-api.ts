import type { FastifyInstance } from "fastify";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";
import { readInvoice } from "../read-invoice.ts";
import { isoDay } from "../seed-demo.ts";
import {
  createInvoice,
  deleteInvoice,
  findInvoice,
  type Invoice,
  type InvoiceFilter,
  isOverdue,
  pageInvoices,
  updateInvoice,
} from "../store/invoices.ts";
import { authenticateKey } from "./authenticate-key.ts";
import { expectedChange, sendRow, tagOf } from "./entity-tag.ts";
import { type ListQuery, readListQuery } from "./list-query.ts";

type WithId = { Params: { id: string }; Body: Record<string, unknown> | null };

const filters: readonly string[] = ["draft", "sent", "paid", "void", "overdue"];

function readFilter(status: string | undefined): InvoiceFilter | undefined {
  if (status === undefined) return undefined;
  if (!filters.includes(status))
    throw new HostError("invalid", `status must be one of ${filters.join(", ")}.`, { status: filters.join(", ") });
  return status as InvoiceFilter;
}

function showInvoice(invoice: Invoice, today: string): object {
  return {
    id: invoice.id,
    number: invoice.number,
    status: invoice.status,
    overdue: isOverdue(invoice, today),
    contact: { id: invoice.contactId, name: invoice.contactName, email: invoice.contactEmail },
    issued_on: invoice.issuedOn,
    due_on: invoice.dueOn,
    currency: invoice.currency,
    total_cents: invoice.totalCents,
    lines: invoice.lines.map((line) => ({ description: line.description, quantity: line.quantity, unit_cents: line.unitCents })),
    created_at: invoice.createdAt,
    updated_at: invoice.updatedAt,
    deleted: invoice.deletedAt !== null,
  };
}

export function invoicesApi(app: FastifyInstance, host: HostContext): void {
  const show = (invoice: Invoice): object => showInvoice(invoice, isoDay(host.now()));

  app.get<{ Querystring: ListQuery }>("/api/invoices", (request) => {
    const { companyId } = authenticateKey(host, request);
    const filter = readFilter(request.query["status"]);
    const page = pageInvoices(host.db, companyId, { ...readListQuery(request.query), filter, today: isoDay(host.now()) });
    return { data: page.rows.map(show), next_cursor: page.next };
  });

  app.post<{ Body: Record<string, unknown> | null }>("/api/invoices", (request, reply) => {
    const { companyId, currency } = authenticateKey(host, request);
    const invoice = createInvoice(host.db, companyId, currency, readInvoice(request.body ?? {}), host.now());
    return reply.code(201).header("location", `/api/invoices/${invoice.id}`).header("etag", tagOf(invoice)).send(show(invoice));
  });

  app.get<WithId>("/api/invoices/:id", (request, reply) => {
    const { companyId } = authenticateKey(host, request);
    const invoice = findInvoice(host.db, companyId, request.params.id);
    return sendRow(request, reply, invoice, show(invoice));
  });

  app.patch<WithId>("/api/invoices/:id", (request, reply) => {
    const { companyId } = authenticateKey(host, request);
    const fields = readInvoice(request.body ?? {}, findInvoice(host.db, companyId, request.params.id));
    const invoice = updateInvoice(host.db, companyId, request.params.id, fields, host.now(), expectedChange(request));
    return reply.header("etag", tagOf(invoice)).send(show(invoice));
  });

  app.delete<WithId>("/api/invoices/:id", (request, reply) => {
    const { companyId } = authenticateKey(host, request);
    deleteInvoice(host.db, companyId, request.params.id, host.now());
    return reply.code(204).send();
  });
}
