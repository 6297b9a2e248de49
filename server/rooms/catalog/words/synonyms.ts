/**
 * Words that mean the same to somebody who looks for an integration, English and German, a set a line. Folded as `foldText` folds:
 * small letters, no accents, no signs; a phrase keeps its spaces. Plurals are found by their stem and need not stand here.
 */
const sameText = `
email, e mail, mail, mails, message by mail, nachricht per mail
newsletter, mailing, email marketing, email campaign, rundbrief
sms, text message, texting, textnachricht, kurznachricht
chat, instant message, messaging, messenger, team chat, nachrichten
contact, address book, address list, contact list, kontakt, adressbuch, adressliste, kontaktliste
customer, client, kunde, account
crm, customer relationship, customer management, sales pipeline, kundenverwaltung, kundenpflege
lead, prospect, interessent
deal, opportunity, pipeline, verkaufschance
sale, selling, verkauf, vertrieb, umsatz
invoice, bill, invoicing, rechnung, faktura
electronic invoice, e invoice, einvoice, xrechnung, zugferd, peppol, e rechnung, elektronische rechnung
quote, estimate, proposal, angebot, kostenvoranschlag
order, purchase, bestellung, auftrag
payment, pay, paying, zahlung, bezahlen
direct debit, sepa, lastschrift, einzug
payment reminder, reminder, remind, dunning, overdue, mahnung, mahnwesen, zahlungserinnerung, erinnerung, erinnern, uberfallig
refund, ruckerstattung, erstattung
subscription, recurring, abo, abonnement
accounting, bookkeeping, ledger, general ledger, buchhaltung, buchfuhrung, fibu, finanzbuchhaltung
expense, spending, spesen, reisekosten, ausgabe
receipt, beleg
tax, vat, sales tax, steuer, mehrwertsteuer, umsatzsteuer
bank, banking, bank statement, kontoauszug, kontobewegung
payroll, salary, wage, lohn, gehalt, lohnabrechnung
hr, human resources, personnel, personal, personalverwaltung
employee, staff, worker, personnel, mitarbeiter, angestellte
recruiting, hiring, applicant, ats, candidate, job, job application, vacancy, bewerber, bewerbung, personalsuche
absence, time off, leave, vacation, holiday, pto, urlaub, abwesenheit, krankmeldung
shift, roster, rota, schichtplan, dienstplan
spreadsheet, sheet, kalkulationstabelle
csv, table file, flat file
calendar, schedule, kalender, terminkalender
appointment, booking, meeting, reservation, termin, buchung, terminbuchung, besprechung
video call, video conference, video meeting, webinar, videokonferenz, videoanruf
task, todo, to do, aufgabe, checklist
project, project management, projekt, projektverwaltung, projektmanagement
kanban, board, card
ticket, support request, case, helpdesk, help desk, customer support, customer service, service desk, kundendienst, kundenservice, support
bug, defect, issue, error tracking, fehler
incident, outage, on call, storung, ausfall, bereitschaft
monitoring, observability, uptime, uberwachung
alert, notification, notify, alarm, benachrichtigung, warnung
document, file, docs, dokument, datei, akte
storage, file storage, cloud, cloud folder, cloud storage, cloud drive, drive, speicher, cloud speicher, cloudspeicher, ablage
backup, archive, copy of data, sicherung, archiv, datensicherung
photo, image, picture, bild, foto
signature, esignature, e signature, electronic signature, sign, signing, unterschrift, signatur, unterschreiben
contract, agreement, vertrag
form, survey, questionnaire, formular, umfrage, fragebogen
feedback, nps, satisfaction, csat, ruckmeldung, zufriedenheit
review, rating, bewertung
shop, store, ecommerce, e commerce, online shop, webshop, online store, onlineshop, laden
product, item, article, sku, artikel, produkt
inventory, stock, warehouse, lager, bestand, lagerbestand
shipping, delivery, parcel, shipment, courier, fulfillment, versand, paket, lieferung, sendung
label, shipping label, versandetikett, etikett
return, rma, retoure, rucksendung
pos, point of sale, till, cash register, kasse, kassensystem
price, pricing, preis
discount, coupon, voucher, rabatt, gutschein
supplier, vendor, lieferant
procurement, purchasing, einkauf, beschaffung
erp, enterprise resource planning, warenwirtschaft
edi, electronic data interchange
marketing, advertising, ad, campaign, werbung, anzeige, kampagne
social media, social network, soziale medien, soziales netzwerk
analytics, statistic, statistik, auswertung
report, reporting, dashboard, bericht, auswertung, kennzahl, key figure, kpi
business intelligence, bi, data visualization
database, sql, datenbank
data warehouse, warehouse sync, etl, elt, reverse etl, data pipeline, datenpipeline
import, upload, load, importieren, hochladen, einlesen
export, download, extract, exportieren, herunterladen
sync, synchronize, synchronise, synchronization, mirror, abgleich, abgleichen, synchronisieren, synchronisation
automation, workflow, automatisierung
feed, rss, news, neuigkeiten, nachrichtenfeed
blog, cms, content management, website, webseite, homepage
translation, localization, translate, ubersetzung, ubersetzen
map, location, address, geocoding, karte, standort, adresse
mileage, mileage log, fahrtenbuch, kilometer
route, trip
travel, hotel, reise
phone, call, telephony, voip, telefon, anruf, telefonie
voicemail, call recording
time tracking, timesheet, hours, zeiterfassung, stundenzettel, stunden
sign in, login, sso, single sign on, anmeldung, anmelden
password, secret, passwort
user, user provisioning, directory, scim, benutzer, benutzerverwaltung
security, compliance, sicherheit
privacy, gdpr, dsgvo, datenschutz
code, repository, git, source code, quellcode
deployment, release, ci, cd, continuous integration
log, logging, protokoll
webhook, http, api
sensor, iot, device, gerat
donation, fundraising, spende
member, membership, mitglied, mitgliederverwaltung, verein
event, conference, registration, veranstaltung, anmeldungen
course, lms, training, learning, e learning, elearning, schulung, lernplattform, kurs
student, school, schuler, schule
patient, clinic, praxis, arzt
property, real estate, tenant, rental, immobilie, miete, mieter
restaurant, menu, gastronomie
construction, site, baustelle, bau
vehicle, fleet, car, fahrzeug, fuhrpark
note, wiki, knowledge base, notiz, wissensdatenbank
qr code, barcode
print, printing, drucken, druck
pdf, pdf file
ai, artificial intelligence, llm, gpt, chatgpt, openai, ki, kunstliche intelligenz
encrypt, verschlusseln
duplicate, dedupe, duplikat, dublette
`;

/** Kinds of services and those whom people name instead: who asks for the kind is shown the named, and, lower, the other way. */
const kindText = `
chat: slack, microsoft teams, discord, mattermost, google chat, rocket chat, telegram, whatsapp
crm: salesforce, hubspot, pipedrive, zoho crm, dynamics, close, copper, freshsales
spreadsheet: google sheets, excel, airtable, smartsheet
accounting: xero, quickbooks, datev, lexware, lexoffice, sage, freshbooks, sevdesk, wave, bexio
invoice: xero, quickbooks, lexoffice, sevdesk, freshbooks
payment: stripe, paypal, square, adyen, mollie, gocardless, klarna
email: gmail, outlook, sendgrid, mailgun, postmark, imap, smtp
newsletter: mailchimp, brevo, sendinblue, klaviyo, constant contact, cleverreach, activecampaign
sms: twilio, vonage, messagebird
calendar: google calendar, outlook, calendly, ical, caldav
appointment: calendly, cal com, acuity
video call: zoom, google meet, webex, microsoft teams
task: asana, todoist, trello, clickup, monday
project: jira, asana, trello, monday, basecamp, clickup, linear
kanban: trello, jira
ticket: zendesk, freshdesk, intercom, jira service, helpscout, zammad
bug: jira, sentry, github, gitlab, linear, bugzilla
incident: pagerduty, opsgenie
monitoring: datadog, grafana, prometheus, new relic
storage: dropbox, google drive, onedrive, box, nextcloud, s3, sharepoint, webdav, sftp
document: google docs, notion, confluence, sharepoint, word
signature: docusign, hellosign, dropbox sign, adobe sign
form: typeform, google forms, jotform, surveymonkey, tally
shop: shopify, woocommerce, magento, shopware, bigcommerce, etsy, amazon, ebay, prestashop
shipping: dhl, ups, fedex, dpd, hermes, gls, shipstation, sendcloud
pos: square, lightspeed, sumup
hr: bamboohr, personio, workday, gusto, hibob
payroll: gusto, adp, datev
recruiting: greenhouse, lever, workable
erp: sap, netsuite, odoo, dynamics
marketing: google ads, facebook ads, linkedin ads, meta ads
social media: facebook, instagram, linkedin, twitter, x, mastodon, tiktok, youtube
analytics: google analytics, matomo, mixpanel, amplitude, plausible
business intelligence: power bi, tableau, looker, metabase
database: postgres, postgresql, mysql, mongodb, sql server
data warehouse: snowflake, bigquery, redshift, databricks
blog: wordpress, ghost, webflow, contentful
phone: twilio, aircall, ringcentral
time tracking: toggl, harvest, clockify, clockodo
single sign on: okta, entra, azure ad, keycloak, auth0, google workspace
code: github, gitlab, bitbucket
note: notion, evernote, confluence, onenote
event: eventbrite
course: moodle, canvas
automation: zapier, make, n8n
`;

/** Other names of one service. */
const nameText = `
google sheets, gsheets, google spreadsheet, google tabelle
excel, xlsx, xls
google drive, gdrive
google calendar, gcal, google kalender
gmail, google mail
microsoft teams, ms teams, teams
microsoft 365, office 365, o365, m365
postgres, postgresql
quickbooks, qbo
lexware, lexoffice
brevo, sendinblue
dropbox sign, hellosign
x, twitter
s3, amazon s3, aws s3
entra, azure ad, active directory
facebook, meta
github, git hub
hubspot, hub spot
dynamics, dynamics 365, microsoft dynamics
calendar file, ical, ics
elasticsearch, elastic
`;

/** Words that are looked for as something else too, but not the other way: a table may be one at a restaurant. */
const oneWayText = `
table, tabelle, rows > spreadsheet, sheet
people, person > employee, contact
application > job, candidate
flow > automation, workflow
`;

const lines = (text: string): string[] => text.trim().split("\n");
const phrases = (text: string): string[] => text.split(",").map((phrase) => phrase.trim());

/** What stands for a phrase, and how near it is: 1 is the same. */
export interface Meaning {
  phrase: string;
  near: number;
}

export type Meanings = ReadonlyMap<string, readonly Meaning[]>;

export const nearness = { same: 0.8, named: 0.55, kind: 0.35 } as const;

function collect(): Map<string, Meaning[]> {
  const found = new Map<string, Meaning[]>();
  for (const { from, phrase, near } of [...sameWays(), ...oneWays(), ...kindWays()]) {
    const known = found.get(from) ?? [];
    if (from !== phrase && !known.some((one) => one.phrase === phrase)) found.set(from, [...known, { phrase, near }]);
  }
  return found;
}

const sets = [...lines(sameText), ...lines(nameText)].map(phrases);

type Way = Meaning & { from: string };

const each = (froms: readonly string[], tos: readonly string[], near: number): Way[] =>
  froms.flatMap((from) => tos.map((phrase) => ({ from, phrase, near })));

const sameWays = (): Way[] => sets.flatMap((set) => each(set, set, nearness.same));

function oneWays(): Way[] {
  return lines(oneWayText).flatMap((line) => {
    const [from = "", to = ""] = line.split(" > ");
    return each(phrases(from), phrases(to), nearness.same);
  });
}

/** A kind under each of its names stands for its services, each of them for the kind. */
function kindWays(): Way[] {
  return lines(kindText).flatMap((line) => {
    const [kind = "", named = ""] = line.split(":");
    const kinds = sets.find((set) => set.includes(kind)) ?? [kind];
    return [...each(kinds, phrases(named), nearness.named), ...each(phrases(named), [kind], nearness.kind)];
  });
}

/** Every phrase with what may be looked for in its place. */
export const meanings: Meanings = collect();

/** The words of the table, which may be mistyped like the shop's own. */
export const wordsWithMeanings = listWords(meanings);

export function listWords(of: Meanings): { word: string }[] {
  return [...new Set([...of.keys()].flatMap((phrase) => phrase.split(" ")).filter((word) => word.length > 3))].map((word) => ({ word }));
}
