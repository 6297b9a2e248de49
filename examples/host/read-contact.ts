import { HostError } from "./host-error.ts";
import type { ContactFields } from "./store/contacts.ts";

const limits: Record<keyof ContactFields, number> = { name: 120, organisation: 120, email: 254, phone: 40, notes: 4_000 };
const emptyContact: ContactFields = { name: "", organisation: "", email: "", phone: "", notes: "" };
const addressPattern = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

/** Reads a contact from a form or a JSON body over `base`; throws `invalid` with a text for each wrong field. */
export function readContact(input: Record<string, unknown>, base: ContactFields = emptyContact): ContactFields {
  const problems: Record<string, string> = {};
  const contact = { ...emptyContact };
  for (const key of Object.keys(limits) as (keyof ContactFields)[]) {
    const value = input[key] ?? base[key];
    if (typeof value !== "string") problems[key] = "must be text";
    else if (value.trim().length > limits[key]) problems[key] = `at most ${limits[key]} letters`;
    else contact[key] = value.trim();
  }
  if (contact.name === "" && problems["name"] === undefined) problems["name"] = "a name is needed";
  if (contact.email !== "" && !addressPattern.test(contact.email)) problems["email"] = "not an e-mail address";
  if (Object.keys(problems).length > 0) throw new HostError("invalid", "The contact has fields to mend.", problems);
  return contact;
}
