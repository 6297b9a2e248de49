/** One integration in a line: what it is called, what it moves, between which services, how often, how well it goes. */
export interface ListingSpec {
  slug: string;
  title: string;
  summary: string;
  category: string;
  /** What it counts, plural. */
  things: string;
  /** The other service's host. */
  host: string;
  cron: string;
  /** Share of runs that fail. */
  trouble: number;
}

// slug | title | summary | category | things | host | schedule | share of runs that fail
const ledgerline = `
invoices-to-drive | Invoices to cloud drive | Files every invoice as a PDF in the folder of its month. | documents | invoices | dav.clouddrive.example | 15 * * * * | 0.03
bank-feed | Bank feed | Brings yesterday's bank movements in and matches them with open invoices. | banking | movements | psd2.openbank.example | 0 6 * * * | 0.06
dunning-letters | Dunning letters | Writes a friendly reminder for invoices that are past their date. | collections | reminders | smtp.mailroom.example | 0 9 * * 1-5 | 0.02
contacts-to-csv | Contacts to CSV by mail | Mails the address book as a table, every Monday morning. | export | contacts | smtp.mailroom.example | 0 7 * * 1 | 0.01
shop-orders | Web shop orders | Turns paid orders of your shop into invoices within the hour. | commerce | orders | api.storefront.example | */30 * * * * | 0.05
card-payouts | Card payouts | Books card payouts with their fees, one entry a day. | banking | payouts | api.cardworks.example | 30 5 * * * | 0.04
receipts-inbox | Receipts inbox | Reads receipts from a mailbox and attaches them to expenses. | documents | receipts | imap.mailroom.example | */20 * * * * | 0.08
tax-return | VAT return | Prepares the VAT return and hands it to the tax portal. | tax | returns | portal.taxoffice.example | 0 4 10 * * | 0.07
payroll-journal | Payroll journal | Posts the monthly payroll journal to the right cost centres. | payroll | entries | api.paywise.example | 0 3 28 * * | 0.03
exchange-rates | Exchange rates | Keeps currency rates up to date from the central bank. | banking | rates | feeds.centralbank.example | 0 16 * * 1-5 | 0.01
time-to-invoice | Tracked time to invoices | Makes draft invoices from approved hours. | projects | drafts | api.hourglass.example | 0 20 * * * | 0.05
crm-contacts | CRM contacts | Keeps customers and contacts the same in both places. | crm | contacts | api.pipeline-crm.example | */15 * * * * | 0.06
subscription-billing | Subscription billing | Books renewals, upgrades and refunds as they happen. | commerce | renewals | api.renewals.example | 5 * * * * | 0.04
fixed-assets | Fixed assets | Adds purchases above your limit to the asset register. | accounting | assets | api.assetbook.example | 0 2 * * * | 0.02
audit-archive | Audit archive | Copies closed months into an archive nobody can change. | documents | files | s3.coldstore.example | 0 1 3 * * | 0.02
procurement | Purchase orders | Matches supplier invoices with purchase orders and flags the rest. | purchasing | orders | api.buyside.example | 10 * * * * | 0.06
`;

const shiftwell = `
roster-to-calendar | Roster to calendar | Puts everybody's shifts into their own calendar. | calendar | shifts | caldav.dayplan.example | */10 * * * * | 0.04
payroll-hours | Hours to payroll | Sends approved hours with surcharges to payroll. | payroll | timesheets | api.paywise.example | 0 22 * * 0 | 0.05
absence-sync | Absence sync | Keeps holidays and sick leave the same in HR and roster. | hr | absences | api.peoplebase.example | */30 * * * * | 0.05
badge-clock | Badge clock | Reads clock-in times from the door terminals. | time | stamps | terminals.doorbell.example | */5 * * * * | 0.09
new-starters | New starters | Creates roster profiles for people HR has hired. | hr | profiles | api.peoplebase.example | 0 * * * * | 0.03
shift-messages | Shift messages | Tells the team in chat about open and swapped shifts. | chat | messages | hooks.teamroom.example | */15 * * * * | 0.03
forecast-demand | Demand forecast | Brings tomorrow's expected visitors into the planning view. | planning | forecasts | api.footfall.example | 0 5 * * * | 0.07
training-records | Training records | Marks who may work where, from finished trainings. | compliance | records | api.learnpath.example | 0 3 * * * | 0.02
pos-sales | Till sales | Shows sales an hour beside the roster. | planning | sales | api.tillpoint.example | 5 * * * * | 0.06
agency-shifts | Agency shifts | Offers unfilled shifts to your staffing agencies. | planning | offers | api.staffpool.example | 0 */2 * * * | 0.05
expense-mileage | Mileage expenses | Turns trips between sites into expense claims. | payroll | claims | api.roadbook.example | 0 21 * * 5 | 0.03
timesheet-archive | Timesheet archive | Keeps signed timesheets for as long as the law asks. | compliance | timesheets | s3.coldstore.example | 0 2 1 * * | 0.01
`;

const parcelbay = `
labels-dhx | DHX labels | Prints DHX labels the moment an order is packed. | carriers | labels | api.dhx-parcel.example | */5 * * * * | 0.05
labels-postbote | Postbote labels | Books Postbote shipments with tracking and returns. | carriers | labels | ws.postbote.example | */10 * * * * | 0.07
tracking-mails | Tracking mails | Tells buyers where their parcel is, in your words. | messages | mails | smtp.mailroom.example | */15 * * * * | 0.02
stock-sync | Stock levels | Keeps stock the same in warehouse and shops. | inventory | levels | api.storefront.example | */10 * * * * | 0.08
returns-portal | Returns portal | Opens a return with its label when a buyer asks. | returns | returns | api.comeback.example | */20 * * * * | 0.04
customs-papers | Customs papers | Fills in customs forms for parcels that leave the union. | carriers | forms | gateway.customs.example | */30 * * * * | 0.11
marketplace-orders | Marketplace orders | Collects orders from three marketplaces into one queue. | orders | orders | sellers.bazaar.example | */10 * * * * | 0.06
carrier-invoices | Carrier invoice check | Compares carriers' invoices with what was agreed. | finance | invoices | sftp.freightbill.example | 0 4 * * 1 | 0.05
warehouse-robots | Warehouse robots | Sends pick lists to the robots and hears what is done. | inventory | picks | edge.gridbots.example | */5 * * * * | 0.09
address-check | Address check | Corrects addresses before the label is printed. | orders | addresses | api.postcodes.example | */15 * * * * | 0.03
pickup-points | Pick-up points | Refreshes the list of parcel shops near your buyers. | carriers | points | feeds.parcelshops.example | 0 2 * * * | 0.02
sales-report | Sales report | Mails yesterday's parcels, returns and costs. | finance | rows | smtp.mailroom.example | 0 6 * * * | 0.01
`;

function toSpecs(table: string): ListingSpec[] {
  return table
    .trim()
    .split("\n")
    .map((row) => {
      const [slug = "", title = "", summary = "", category = "", things = "", host = "", cron = "", trouble = ""] = row.split(" | ");
      return { slug, title, summary, category, things, host, cron, trouble: Number(trouble) };
    });
}

/** Forty listings, by the host's short name. */
export const listings: Readonly<Record<string, readonly ListingSpec[]>> = {
  ledgerline: toSpecs(ledgerline),
  shiftwell: toSpecs(shiftwell),
  parcelbay: toSpecs(parcelbay),
};
