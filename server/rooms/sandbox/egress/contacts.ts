import type { Contact } from "../box.ts";

/** How a contact is written: what was only looked up has no port. */
export function placeOf({ host, port }: Pick<Contact, "host" | "port">): string {
  return port === 0 ? host : `${host}:${port}`;
}

/** The declared places a box asked for and did not reach. */
export function missedPlaces(contacted: readonly Contact[]): { host: string; port: number; forbidden: boolean; unknown: boolean }[] {
  return contacted
    .filter(({ refused, port }) => refused !== null && port !== 0)
    .map(({ host, port, forbidden = false, unknown = false }) => ({ host, port, forbidden, unknown }));
}

/** Kinds of contact kept for one box; what goes beyond them is counted together. */
const most = 200;
const others = "others";

/** What one box contacted and was refused, joined by host, port, address and reason, so that a flood of connections stays a line. */
export class Contacts {
  readonly #known = new Map<string, Contact>();

  /** The line of one more connection; its byte counts are the caller's to raise. */
  add(target: { host: string; port: number }, address: string | null, refused: string | null): Contact {
    const contact = this.#line(target, address, refused);
    contact.count++;
    return contact;
  }

  list(): Contact[] {
    return [...this.#known.values()];
  }

  #line({ host, port }: { host: string; port: number }, address: string | null, refused: string | null): Contact {
    const key = [host, port, address, refused].join(" ");
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= most && host !== others)
      return this.#line({ host: others, port: 0 }, null, refused === null ? null : "not allowed or not there");
    const contact: Contact = { host, port, address, count: 0, bytesIn: 0, bytesOut: 0, refused };
    this.#known.set(key, contact);
    return contact;
  }
}
