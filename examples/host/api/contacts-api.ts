import type { FastifyInstance } from "fastify";
import type { HostContext } from "../host-context.ts";
import { readContact } from "../read-contact.ts";
import { type Contact, createContact, deleteContact, findContact, pageContacts, updateContact } from "../store/contacts.ts";
import { authenticateKey } from "./authenticate-key.ts";
import { expectedChange, sendRow, tagOf } from "./entity-tag.ts";
import { type ListQuery, readListQuery } from "./list-query.ts";

type WithId = { Params: { id: string }; Body: Record<string, unknown> | null };

function showContact(contact: Contact): object {
  const { id, name, organisation, email, phone, notes } = contact;
  return {
    id,
    name,
    organisation,
    email,
    phone,
    notes,
    created_at: contact.createdAt,
    updated_at: contact.updatedAt,
    deleted: contact.deletedAt !== null,
  };
}

export function contactsApi(app: FastifyInstance, host: HostContext): void {
  app.get<{ Querystring: ListQuery }>("/api/contacts", (request) => {
    const { companyId } = authenticateKey(host, request);
    const page = pageContacts(host.db, companyId, { ...readListQuery(request.query), email: request.query["email"] });
    return { data: page.rows.map(showContact), next_cursor: page.next };
  });

  app.post<{ Body: Record<string, unknown> | null }>("/api/contacts", (request, reply) => {
    const { companyId } = authenticateKey(host, request);
    const contact = createContact(host.db, companyId, readContact(request.body ?? {}), host.now());
    return reply.code(201).header("location", `/api/contacts/${contact.id}`).header("etag", tagOf(contact)).send(showContact(contact));
  });

  app.get<WithId>("/api/contacts/:id", (request, reply) => {
    const { companyId } = authenticateKey(host, request);
    const contact = findContact(host.db, companyId, request.params.id);
    return sendRow(request, reply, contact, showContact(contact));
  });

  app.patch<WithId>("/api/contacts/:id", (request, reply) => {
    const { companyId } = authenticateKey(host, request);
    const fields = readContact(request.body ?? {}, findContact(host.db, companyId, request.params.id));
    const contact = updateContact(host.db, companyId, request.params.id, fields, host.now(), expectedChange(request));
    return reply.header("etag", tagOf(contact)).send(showContact(contact));
  });

  app.delete<WithId>("/api/contacts/:id", (request, reply) => {
    const { companyId } = authenticateKey(host, request);
    deleteContact(host.db, companyId, request.params.id, host.now());
    return reply.code(204).send();
  });
}
