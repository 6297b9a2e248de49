import type { FastifyInstance } from "fastify";
import type { HostContext } from "../host-context.ts";
import { isoDay } from "../seed-demo.ts";
import { searchInvoices, sumInvoices } from "../store/invoices.ts";
import { html } from "./html.ts";
import { invoiceTable } from "./invoice-table.ts";
import { productPage } from "./layout.ts";
import { sendPage, signedIn } from "./page-request.ts";
import { showMoney } from "./show.ts";

export function homePage(app: FastifyInstance, host: HostContext): void {
  app.get("/", (request, reply) => {
    const person = signedIn(host, request);
    const now = host.now();
    const today = isoDay(now);
    const sums = sumInvoices(host.db, person.companyId, today, isoDay(new Date(now.getTime() - 30 * 86_400_000)));
    const late = searchInvoices(host.db, person.companyId, { text: "", filter: "overdue", today, offset: 0, limit: 8 });
    const figure = (title: string, cents: number, href: string) =>
      html`<a class="figure" href="${href}"><span>${title}</span><strong>${showMoney(cents, person.currency)}</strong></a>`;
    return sendPage(
      reply,
      productPage(person, {
        title: "Home",
        path: "/",
        body: html`<div class="head"><h1>Good to see you, ${person.name.split(" ")[0]}</h1></div>
          <div class="figures">
            ${figure("Outstanding", sums.outstandingCents, "/invoices?status=sent")}${figure("Overdue", sums.overdueCents, "/invoices?status=overdue")}${figure(
              "Paid, last 30 days",
              sums.paidCents,
              "/invoices?status=paid",
            )}
          </div>
          <h2>Overdue invoices</h2>
          ${late.total === 0 ? html`<p class="empty">Nothing is overdue.</p>` : invoiceTable(late.rows, today)}
          ${late.total > late.rows.length ? html`<p><a href="/invoices?status=overdue">All ${late.total} overdue invoices</a></p>` : ""}`,
      }),
    );
  });
}
