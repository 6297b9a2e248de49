import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { noPictures, type Pictures } from "@stoa/contract";
import { checkProgram } from "@stoa/program";
import { storePictures } from "../../rooms/builds/index.ts";
import type { SeedPlace } from "./place.ts";

const examples = join(import.meta.dirname, "../../../examples");

/** The example that does what a seeded integration says it does. */
const alike: Readonly<Record<string, string>> = {
  "invoices-to-drive": "integrations/invoices-to-webdav",
  "dunning-letters": "integrations/dunning",
  "contacts-to-csv": "integrations/contacts-to-csv-mail",
  "card-payouts": "ready/stripe-payments",
  "crm-contacts": "ready/hubspot-contacts",
  "shift-messages": "ready/slack-new-contacts",
};

/** What a seeded listing shows: the pictures of the example that does alike, or none. */
export async function bringPictures(place: SeedPlace, slug: string): Promise<Pictures> {
  const folder = join(examples, alike[slug] ?? "");
  if (alike[slug] === undefined || !existsSync(join(folder, "stoa.yaml"))) return noPictures;
  const read = (path: string) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : undefined);
  const { pictures } = checkProgram({ paths: ["stoa.yaml"], readText: (path) => read(path)?.toString("utf8"), readBytes: read });
  return storePictures(place.blobs, pictures);
}
