import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asked, Reply } from "./described-server.ts";
import { openReady } from "./open-ready.ts";

type Properties = Record<string, string>;
interface Input {
  id: string;
  properties: Properties;
}
const contacts = new Map<string, Properties>();
/** Of an account: what is built in, one of its own, and such as a text cannot be written into. */
const field = (name: string, label: string, over: object = {}) => {
  const built = { description: "", groupName: "contactinformation", type: "string", fieldType: "text", options: [] };
  return { name, label, ...built, ...over };
};
const readOnly = { archivable: false, readOnlyDefinition: true, readOnlyValue: true };
const fields = [
  field("zip_of_home", "Home postcode", { hubspotDefined: false }),
  field("company", "Company name"),
  field("email", "Email"),
  field("lifecyclestage", "Lifecycle stage", { type: "enumeration", fieldType: "radio" }),
  field("hs_object_id", "Record ID", { type: "number", modificationMetadata: readOnly }),
  field("hs_email_domain", "Email domain", { modificationMetadata: readOnly }),
  field("hs_hidden", "Hidden", { hidden: true }),
  field("mobilephone", "Mobile phone number", { fieldType: "phonenumber" }),
];
const now = "2026-03-01T09:00:00.000Z";

/** Contacts known by their address. It refuses a batch whose addresses are none, and says in part what it did not take. */
function hubspot({ operation, body }: Asked): Reply {
  if (operation.startsWith("get-")) return { body: { results: fields } };
  const inputs = body["inputs"] as Input[];
  if (inputs.some(({ id }) => id.endsWith("@invalid.example")))
    return {
      status: 400,
      body: { category: "VALIDATION_ERROR", correlationId: "aeb5f871", message: "Property values were not valid: email" },
    };
  const blocked = inputs.filter(({ id }) => id.startsWith("blocked@"));
  const results = inputs
    .filter((one) => !blocked.includes(one))
    .map(({ id, properties }) => {
      const isNew = !contacts.has(id);
      contacts.set(id, { ...contacts.get(id), ...properties });
      return { id: String(contacts.size), new: isNew, properties, createdAt: now, updatedAt: now };
    });
  const errors = blocked.map(({ id }) => ({
    status: "error",
    category: "OBJECT_BLOCKED",
    message: "This address is blocked.",
    context: { id: [id] },
    links: {},
    errors: [],
  }));
  const answer = { status: "COMPLETE", startedAt: now, completedAt: now, results };
  return errors.length === 0 ? { body: answer } : { status: 207, body: { ...answer, errors, numErrors: errors.length } };
}

const { product, service, run, configure } = await openReady("hubspot-contacts", "hubspot", hubspot, {});
const good = async (over?: Parameters<typeof run>[0]) => {
  const { view, log } = await run(over);
  assert.equal(view.state, "succeeded", `${view.sentence}\n${log}\n${service.faults.join("\n")}`);
  return { view, log };
};
const add = (name: string, email: string, more = {}) => product.call<{ id: string }>("POST", "/contacts", { name, email, ...more });

test("HubSpot: every contact with an address is written in batches, and the second run finds nothing to do", async () => {
  for (let index = 0; index < 120; index++) await add(`Some One${index}`, `one${index}@example.com`);
  await add("No Address", "");
  const preview = await good({ mode: "preview" });
  assert.ok(((preview.view.result as { total?: number }).total ?? 0) >= 120 && contacts.size === 0);
  await good({ mode: "check" });
  service.next.push({
    status: 429,
    headers: { "retry-after": "1" },
    body: { category: "RATE_LIMITS", correlationId: "a", message: "ten a second" },
  });
  const { view } = await good();
  assert.equal(view.counts.created, contacts.size);
  assert.ok(view.counts.skipped >= 1);
  assert.deepEqual(contacts.get("one7@example.com"), { email: "one7@example.com", firstname: "Some", lastname: "One7" });
  assert.equal((await good()).view.counts.created, 0);
});

test("HubSpot: what is refused is told by its address, the others are written, and nothing entered there is emptied", async () => {
  const kept = contacts.get("one7@example.com") ?? {};
  contacts.set("one7@example.com", { ...kept, phone: "entered in HubSpot" });
  const { data } = await product.call<{ data: { id: string }[] }>("GET", "/contacts?email=one7@example.com");
  await product.call("PATCH", `/contacts/${data[0]?.id}`, { organisation: "Seven Ltd" });
  await add("Bad", "bad@invalid.example");
  await add("Blocked", "blocked@example.com");
  for (let index = 0; index < 5; index++) await add(`Late ${index}`, `late${index}@example.com`);
  const { view } = await good();
  assert.deepEqual(view.failedItems.map(({ item }) => item).toSorted(), ["bad@invalid.example", "blocked@example.com"]);
  assert.deepEqual([view.counts.created, view.counts.updated], [5, 1]);
  assert.deepEqual(contacts.get("one7@example.com"), { ...kept, phone: "entered in HubSpot", company: "Seven Ltd" });
  assert.deepEqual(service.faults, []);
  assert.deepEqual([...new Set(service.asked.map(({ headers }) => headers.host))], ["api.hubapi.com"]);
});

test("HubSpot: the fields to choose from are the account's own that take a text; the address is written always", async () => {
  const { view } = await good({ mode: "options" });
  assert.deepEqual(view.result, {
    theirs: [
      { const: "email", title: "Email", needed: true },
      { const: "company", title: "Company name" },
      { const: "zip_of_home", title: "Home postcode" },
      { const: "mobilephone", title: "Mobile phone number" },
    ],
  });
  const refused = configure({ fields: [{ source: "nickname", target: "company" }] });
  await assert.rejects(refused, (error: unknown) => JSON.stringify(error).includes("/fields"));
  await configure({
    fields: [
      { source: "name", target: "company" },
      { source: "organisation", target: "zip_of_home" },
      { source: "phone", target: "mobilephone" },
    ],
  });
  await add("Mapped Person", "mapped@example.com", { phone: "+49 30 1" });
  await run();
  assert.deepEqual(contacts.get("mapped@example.com"), { email: "mapped@example.com", company: "Mapped Person", mobilephone: "+49 30 1" });
});
