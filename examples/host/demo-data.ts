import type { InvoiceStatus } from "./store/invoices.ts";
import type { Role } from "./store/people.ts";

export type DemoPerson = { name: string; email: string; role: Role };
export type DemoInvoice = {
  contact: number;
  issuedDaysAgo: number;
  termDays: number;
  status: InvoiceStatus;
  lines: [string, number, number][];
};
export type DemoCompany = {
  id: string;
  name: string;
  currency: string;
  people: DemoPerson[];
  contacts: [string, string, string][];
  invoices: DemoInvoice[];
};

/** `[name, organisation, phone]`; the address is made of the name and the organisation. */
const joineryContacts: [string, string, string][] = [
  ["Anna Bergström", "Bergström Arkitekter", "+46 8 555 0142"],
  ["Priya Nair", "Lumen Dental", "+44 20 7946 0018"],
  ["Tomás Ferreira", "Casa Ferreira", "+351 21 555 0177"],
  ["Louise Marchand", "Atelier Marchand", "+33 1 55 50 01 93"],
  ["Kwame Mensah", "Harbour Street Books", "+44 117 496 0203"],
  ["Sofia Lindqvist", "Kafé Linden", "+46 31 555 0119"],
  ["Daniel O'Connor", "O'Connor & Daughters", "+353 1 555 0188"],
  ["Mei Tanaka", "Studio Tanaka", "+81 3 5550 0164"],
  ["Rahel Weber", "Praxis Weber", "+49 30 5550 0127"],
  ["Oliver Grant", "Grant Interiors", "+44 131 496 0155"],
  ["Inga Solheim", "Solheim Yoga", "+47 22 55 01 36"],
  ["Marek Nowak", "Nowak Bikes", "+48 22 555 01 71"],
  ["Chloé Dubois", "Dubois Patisserie", "+33 4 55 50 01 48"],
  ["Ben Adeyemi", "Adeyemi Legal", "+44 161 496 0109"],
  ["Hanna Virtanen", "Virtanen Design", "+358 9 555 0182"],
  ["Luca Moretti", "Osteria Moretti", "+39 02 5550 0133"],
  ["Grace Kim", "Kim Optics", "+44 20 7946 0231"],
  ["Jonas Vogel", "Vogel Apotheke", "+49 89 5550 0190"],
  ["Amélie Laurent", "Maison Laurent", "+33 5 55 50 01 22"],
  ["Peter Novák", "Novák Tools", "+420 2 5550 0156"],
  ["Rosa Delgado", "Delgado Flores", "+34 91 555 0114"],
  ["Samuel Wright", "Wright Chambers", "+44 113 496 0162"],
  ["Nadia Rahman", "Rahman Textiles", "+44 121 496 0147"],
  ["Erik Johansson", "Johansson Marin", "+46 40 555 0105"],
  ["Fatima Haddad", "Haddad Interiors", "+32 2 555 01 73"],
  ["Noah Fischer", "Fischer Hof", "+43 1 5550 0138"],
  ["Ella Thompson", "Thompson Veterinary", "+44 29 2018 0121"],
  ["Victor Ionescu", "Ionescu Print", "+40 21 555 0169"],
];

const joineryInvoices: DemoInvoice[] = [
  {
    contact: 0,
    issuedDaysAgo: 96,
    termDays: 30,
    status: "paid",
    lines: [
      ["Oak reception desk", 1, 412_000],
      ["Fitting, days", 2, 52_000],
    ],
  },
  { contact: 1, issuedDaysAgo: 88, termDays: 30, status: "paid", lines: [["Waiting-room bench", 3, 64_500]] },
  {
    contact: 2,
    issuedDaysAgo: 81,
    termDays: 30,
    status: "sent",
    lines: [
      ["Kitchen fronts, walnut", 14, 18_900],
      ["Delivery to Lisbon", 1, 38_000],
    ],
  },
  { contact: 4, issuedDaysAgo: 74, termDays: 30, status: "paid", lines: [["Wall shelving, metres", 36, 9_800]] },
  {
    contact: 5,
    issuedDaysAgo: 66,
    termDays: 14,
    status: "sent",
    lines: [
      ["Café tables", 8, 21_500],
      ["Bar counter", 1, 289_000],
    ],
  },
  { contact: 6, issuedDaysAgo: 61, termDays: 30, status: "paid", lines: [["Shop front restoration", 1, 735_000]] },
  { contact: 7, issuedDaysAgo: 58, termDays: 30, status: "sent", lines: [["Display plinths", 6, 14_200]] },
  { contact: 8, issuedDaysAgo: 47, termDays: 30, status: "paid", lines: [["Treatment-room cabinet", 2, 118_000]] },
  { contact: 9, issuedDaysAgo: 44, termDays: 30, status: "void", lines: [["Sample doors", 4, 12_000]] },
  { contact: 9, issuedDaysAgo: 43, termDays: 30, status: "paid", lines: [["Sample doors", 3, 12_000]] },
  { contact: 11, issuedDaysAgo: 39, termDays: 30, status: "sent", lines: [["Workbench, beech", 2, 96_000]] },
  { contact: 12, issuedDaysAgo: 33, termDays: 30, status: "paid", lines: [["Pastry display", 1, 248_000]] },
  { contact: 15, issuedDaysAgo: 26, termDays: 30, status: "sent", lines: [["Dining chairs", 24, 16_400]] },
  { contact: 16, issuedDaysAgo: 21, termDays: 30, status: "sent", lines: [["Frame wall, metres", 9, 41_000]] },
  { contact: 17, issuedDaysAgo: 16, termDays: 30, status: "paid", lines: [["Dispensary drawers", 40, 8_600]] },
  { contact: 18, issuedDaysAgo: 12, termDays: 30, status: "sent", lines: [["Staircase, ash", 1, 1_120_000]] },
  { contact: 20, issuedDaysAgo: 7, termDays: 30, status: "sent", lines: [["Flower stands", 5, 23_800]] },
  { contact: 21, issuedDaysAgo: 4, termDays: 30, status: "draft", lines: [["Library ladder", 2, 87_500]] },
  { contact: 23, issuedDaysAgo: 2, termDays: 30, status: "draft", lines: [["Cabin refit, hours", 64, 6_800]] },
];

const coffeeContacts: [string, string, string][] = [
  ["Bram de Vries", "Gracht Coffee Bar", "+31 20 555 0141"],
  ["Katrin Vogt", "Café Morgenrot", "+49 40 5550 0176"],
  ["Alice Moreau", "Le Petit Zinc", "+33 3 55 50 01 80"],
  ["Dylan Price", "Cardiff Bay Brunch", "+44 29 2018 0166"],
  ["Elena Popescu", "Hotel Aurora", "+40 21 555 0128"],
  ["Mikkel Holm", "Holm & Co Offices", "+45 33 55 01 12"],
  ["Yuki Sato", "Kissa Sato", "+81 6 5550 0187"],
  ["Carmen Ruiz", "Mercado Ruiz", "+34 93 555 0159"],
];

const coffeeInvoices: DemoInvoice[] = [
  { contact: 0, issuedDaysAgo: 52, termDays: 14, status: "paid", lines: [["House blend, kg", 40, 1_850]] },
  {
    contact: 1,
    issuedDaysAgo: 41,
    termDays: 14,
    status: "sent",
    lines: [
      ["Ethiopia Guji, kg", 15, 2_600],
      ["Grinder service", 1, 12_000],
    ],
  },
  { contact: 3, issuedDaysAgo: 30, termDays: 14, status: "sent", lines: [["House blend, kg", 25, 1_850]] },
  {
    contact: 4,
    issuedDaysAgo: 18,
    termDays: 14,
    status: "paid",
    lines: [
      ["Decaf, kg", 10, 2_100],
      ["House blend, kg", 60, 1_780],
    ],
  },
  { contact: 5, issuedDaysAgo: 9, termDays: 14, status: "sent", lines: [["Office subscription, month", 1, 34_900]] },
  { contact: 7, issuedDaysAgo: 3, termDays: 14, status: "draft", lines: [["Kenya AA, kg", 12, 2_950]] },
];

export const demoPassword = "ledgerline-demo";

export const demoCompanies: DemoCompany[] = [
  {
    id: "com_northwind",
    name: "Northwind Joinery",
    currency: "EUR",
    contacts: joineryContacts,
    invoices: joineryInvoices,
    people: [
      { name: "Maria Jensen", email: "maria@northwind.example", role: "owner" },
      { name: "Tom Ashby", email: "tom@northwind.example", role: "member" },
    ],
  },
  {
    id: "com_halden",
    name: "Halden Coffee Roasters",
    currency: "EUR",
    contacts: coffeeContacts,
    invoices: coffeeInvoices,
    people: [
      { name: "Ines Halden", email: "ines@halden.example", role: "owner" },
      { name: "Joel Brandt", email: "joel@halden.example", role: "member" },
    ],
  },
];
