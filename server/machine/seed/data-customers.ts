import type { CustomerSpec } from "./bring-customer.ts";
import type { Chance } from "./chance.ts";

const places = [
  "Alder",
  "Birch",
  "Canal",
  "Dover",
  "Elm",
  "Fjord",
  "Garden",
  "Harbour",
  "Isar",
  "Jura",
  "Kelp",
  "Linden",
  "Meadow",
  "Nordic",
  "Orchard",
  "Pine",
  "Quarry",
  "River",
  "Summit",
  "Tidal",
  "Umber",
  "Valley",
  "Willow",
  "Zenith",
  "Copper",
  "Silver",
  "Amber",
  "Granite",
];
const trades = [
  "Bakery",
  "Logistics",
  "Dental",
  "Books",
  "Cycles",
  "Consulting",
  "Hotels",
  "Foods",
  "Print",
  "Garden Centre",
  "Optics",
  "Pharmacy",
  "Furniture",
  "Studio",
  "Outfitters",
  "Electrics",
  "Clinics",
  "Coffee",
  "Toys",
  "Wines",
];
const forms = ["GmbH", "Ltd", "AB", "SAS", "BV", "& Sons", "Group", "Oy", "Srl"];
const first = [
  "Anna",
  "Ben",
  "Clara",
  "David",
  "Elif",
  "Farid",
  "Greta",
  "Hugo",
  "Ida",
  "Jan",
  "Kofi",
  "Lena",
  "Marta",
  "Nils",
  "Olga",
  "Pavel",
  "Rosa",
  "Samir",
  "Tessa",
  "Uma",
  "Viktor",
  "Yara",
];
const last = [
  "Abel",
  "Bergman",
  "Costa",
  "Dietz",
  "Eriksen",
  "Fischer",
  "Garcia",
  "Hoffmann",
  "Ivanova",
  "Jensen",
  "Keller",
  "Lopez",
  "Meyer",
  "Novak",
  "Okafor",
  "Peters",
  "Rossi",
  "Sato",
  "Turner",
  "Vogel",
  "Weiss",
  "Young",
];

/** A company no other has the name of, with one to three people. */
export function makeCustomer(chance: Chance, number: number): CustomerSpec {
  const place = places[number % places.length] ?? "";
  const trade = trades[Math.floor(number / places.length) % trades.length] ?? "";
  const name = `${place} ${trade} ${chance.pick(forms)}`;
  const domain = `${place}-${trade}`.toLowerCase().replaceAll(/[^a-z]+/g, "-");
  const roles = (["owner", "configurer", "viewer"] as const).slice(0, chance.between(1, 3));
  const people = roles.map((role) => {
    const given = chance.pick(first);
    const family = chance.pick(last);
    return {
      subject: `u-${number}-${role}`,
      name: `${given} ${family}`,
      email: `${given}.${family}@${domain}.example`.toLowerCase(),
      role,
    };
  });
  return { ref: `acc-${10_000 + number}`, name, people };
}
