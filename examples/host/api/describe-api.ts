type Operation = readonly [name: string, title: string, scope: string];

const operations: Record<string, Record<string, Operation>> = {
  "/contacts": {
    get: ["contacts.list", "Read contacts", "contacts:read"],
    post: ["contacts.create", "Add contacts", "contacts:write"],
  },
  "/contacts/{id}": {
    get: ["contacts.get", "Read one contact", "contacts:read"],
    patch: ["contacts.update", "Change contacts", "contacts:write"],
    delete: ["contacts.delete", "Delete contacts", "contacts:write"],
  },
  "/invoices": {
    get: ["invoices.list", "Read invoices", "invoices:read"],
    post: ["invoices.create", "Write invoices", "invoices:write"],
  },
  "/invoices/{id}": {
    get: ["invoices.get", "Read one invoice", "invoices:read"],
    patch: ["invoices.update", "Change invoices", "invoices:write"],
    delete: ["invoices.delete", "Delete invoices", "invoices:write"],
  },
};

/** What customers who read German are told. */
const german = {
  "Read contacts": "Kontakte lesen",
  "Add contacts": "Kontakte anlegen",
  "Read one contact": "Einen Kontakt lesen",
  "Change contacts": "Kontakte ändern",
  "Delete contacts": "Kontakte löschen",
  "Read invoices": "Rechnungen lesen",
  "Write invoices": "Rechnungen schreiben",
  "Read one invoice": "Eine Rechnung lesen",
  "Change invoices": "Rechnungen ändern",
  "Delete invoices": "Rechnungen löschen",
};

const scopes = {
  "contacts:read": "Names, addresses and phone numbers of contacts",
  "contacts:write": "Add, change and delete contacts",
  "invoices:read": "Invoices and what is owed",
  "invoices:write": "Write, change and delete invoices",
};

/** What the REST API can do, as an OpenAPI document: what a marketplace lets integrations ask for. */
export function describeApi(base: string): object {
  const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
  const paths = Object.entries(operations).map(([path, methods]) => {
    const described = Object.entries(methods).map(([method, [operationId, summary, scope]]) => [
      method,
      { operationId, summary, security: [{ marketplace: [scope] }], responses: { default: { description: "See the README." } } },
    ]);
    return [path, { ...(path.includes("{id}") ? { parameters: [id] } : {}), ...(Object.fromEntries(described) as object) }];
  });
  const flow = { tokenUrl: "https://ledgerline.example/token", scopes };
  return {
    openapi: "3.1.0",
    info: { title: "Ledgerline", version: "1" },
    servers: [{ url: base }],
    paths: Object.fromEntries(paths) as object,
    "x-stoa-translations": { de: german },
    components: { securitySchemes: { marketplace: { type: "oauth2", flows: { clientCredentials: flow } } } },
  };
}
