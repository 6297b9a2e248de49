import type { HostSpec } from "./bring-host.ts";
import type { PublisherSpec } from "./bring-publisher.ts";

/** Three products with a marketplace, and who writes integrations for each. */
export const hosts: readonly (HostSpec & { publishers: readonly PublisherSpec[] })[] = [
  {
    name: "Ledgerline",
    slug: "ledgerline",
    look: { accent: "#13694c", font: "Inter" },
    origin: "https://app.ledgerline.example",
    owner: { name: "Hana Brandt", email: "hana@ledgerline.example" },
    publishers: [
      { name: "Ledgerline Labs", slug: "ledgerline-labs", owner: { name: "Pat Olsen", email: "pat@ledgerline.example" } },
      { name: "Northwind Integrations", slug: "northwind", owner: { name: "Ines Castro", email: "ines@northwind.example" } },
      { name: "Papertrail Works", slug: "papertrail-works", owner: { name: "Owen Byrne", email: "owen@papertrail-works.example" } },
      { name: "Quayside Software", slug: "quayside", owner: { name: "Mei Tanaka", email: "mei@quayside.example" } },
    ],
  },
  {
    name: "Shiftwell",
    slug: "shiftwell",
    look: { accent: "#3452b4", font: "Inter" },
    origin: "https://my.shiftwell.example",
    owner: { name: "Jonas Weber", email: "jonas@shiftwell.example" },
    publishers: [
      { name: "Shiftwell", slug: "shiftwell-team", owner: { name: "Amara Nwosu", email: "amara@shiftwell.example" } },
      { name: "Rosterbridge", slug: "rosterbridge", owner: { name: "Luca Moretti", email: "luca@rosterbridge.example" } },
    ],
  },
  {
    name: "Parcelbay",
    slug: "parcelbay",
    look: { accent: "#9a3b12", font: "Inter" },
    origin: "https://console.parcelbay.example",
    owner: { name: "Sofia Lindqvist", email: "sofia@parcelbay.example" },
    publishers: [
      { name: "Parcelbay Connect", slug: "parcelbay-connect", owner: { name: "Tom Achterberg", email: "tom@parcelbay.example" } },
      { name: "Dockyard Apps", slug: "dockyard", owner: { name: "Priya Raman", email: "priya@dockyard.example" } },
    ],
  },
];
