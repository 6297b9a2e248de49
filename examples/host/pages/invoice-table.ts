import { type Invoice, isOverdue } from "../store/invoices.ts";
import { type Html, html } from "./html.ts";
import { icon, type IconName } from "./icon.ts";
import { showDay, showDue, showMoney } from "./show.ts";

const titles: Record<string, string> = { draft: "Draft", sent: "Sent", paid: "Paid", void: "Void", late: "Overdue" };

function badge(name: IconName): Html {
  return html`<span class="badge ${name}">${icon(name)}${titles[name]}</span>`;
}

export function statusBadge(invoice: Invoice, today: string): Html {
  return badge(isOverdue(invoice, today) ? "late" : invoice.status);
}

function invoiceRow(invoice: Invoice, today: string): Html {
  const due = invoice.status === "sent" ? showDue(invoice.dueOn, today) : "";
  return html`<tr>
    <td class="first"><a href="/invoices/${invoice.id}">${invoice.number}</a></td>
    <td class="second">${invoice.contactName}</td>
    <td class="late-info">${showDay(invoice.dueOn)}${due ? html`<span class="soft"> ${due}</span>` : ""}</td>
    <td>${statusBadge(invoice, today)}</td>
    <td class="number">${showMoney(invoice.totalCents, invoice.currency)}</td>
  </tr>`;
}

export function invoiceTable(invoices: Invoice[], today: string): Html {
  return html`<table class="invoices">
    <thead>
      <tr>
        <th scope="col">Number</th>
        <th scope="col">Contact</th>
        <th scope="col">Due</th>
        <th scope="col">Status</th>
        <th scope="col" class="number">Total</th>
      </tr>
    </thead>
    <tbody>
      ${invoices.map((invoice) => invoiceRow(invoice, today))}
    </tbody>
  </table>`;
}
