import type { Contact } from "../store/contacts.ts";
import type { Invoice } from "../store/invoices.ts";
import { chooseField, inputField } from "./form-fields.ts";
import { type Html, html } from "./html.ts";
import type { Form } from "./page-request.ts";

type LineForm = { description: string; quantity: string; price: string };

/** Fields of the form for an invoice that is already there. */
export function formOf(invoice: Invoice): Form {
  const form: Form = { contact_id: invoice.contactId, issued_on: invoice.issuedOn, due_on: invoice.dueOn, status: invoice.status };
  invoice.lines.forEach((line, index) => {
    form[`line-${index}-description`] = line.description;
    form[`line-${index}-quantity`] = String(line.quantity);
    form[`line-${index}-price`] = (line.unitCents / 100).toFixed(2);
  });
  return form;
}

function readLineForms(form: Form): LineForm[] {
  const lines: LineForm[] = [];
  for (let index = 0; form[`line-${index}-description`] !== undefined; index += 1) {
    const field = (name: string): string => (form[`line-${index}-${name}`] ?? "").trim();
    lines.push({ description: field("description"), quantity: field("quantity"), price: field("price") });
  }
  return lines;
}

/** The form as the API has an invoice; lines left wholly empty are dropped, prices become cents. */
export function bodyOf(form: Form): Record<string, unknown> {
  const filled = readLineForms(form).filter((line) => line.description !== "" || line.price !== "");
  const lines = filled.map((line) => ({
    description: line.description,
    quantity: Number(line.quantity || "1"),
    unit_cents: Math.round(Number(line.price || "0") * 100),
  }));
  return { contact_id: form["contact_id"], issued_on: form["issued_on"], due_on: form["due_on"], status: form["status"], lines };
}

function lineInputs(line: LineForm, index: number): Html {
  const cell = (name: keyof LineForm, label: string, mode: string): Html =>
    html`<td class="${name}">
      <input
        name="line-${index}-${name}"
        value="${line[name]}"
        aria-label="Line ${index + 1}, ${label}"
        placeholder="${label[0]?.toUpperCase()}${label.slice(1)}"
        inputmode="${mode}"
      />
    </td>`;
  return html`<tr>
    ${cell("description", "description", "text")}${cell("quantity", "quantity", "decimal")}${cell("price", "unit price", "decimal")}
  </tr>`;
}

function linesOf(form: Form, currency: string, problem: string | undefined): Html {
  const lines = readLineForms(form);
  const blanks = form["more"] || lines.length === 0 ? 2 : 0;
  const blank: LineForm = { description: "", quantity: "", price: "" };
  return html`<fieldset>
    <legend>Lines</legend>
    <table class="lines">
      <thead>
        <tr>
          <th scope="col">Description</th>
          <th scope="col">Quantity</th>
          <th scope="col">Unit price, ${currency}</th>
        </tr>
      </thead>
      <tbody>
        ${[...lines, ...Array.from({ length: blanks }, () => blank)].map(lineInputs)}
      </tbody>
    </table>
    ${problem ? html`<p class="problem">${problem}</p>` : ""}<button class="small" name="more" value="1" formnovalidate>Add lines</button>
  </fieldset>`;
}

export function invoiceForm(
  action: string,
  form: Form,
  problems: Record<string, string>,
  contacts: Contact[],
  currency: string,
  button: string,
): Html {
  const choices: [string, string][] = contacts.map((contact) => [
    contact.id,
    contact.organisation ? `${contact.name}, ${contact.organisation}` : contact.name,
  ]);
  return html`<form class="edit" method="post" action="${action}">
    ${chooseField({ name: "contact_id", label: "Contact", value: form["contact_id"], problem: problems["contact_id"], required: true }, [["", "Choose a contact"], ...choices])}
    <div class="row">
      ${inputField({ name: "issued_on", label: "Issued on", type: "date", value: form["issued_on"], problem: problems["issued_on"], required: true })}
      ${inputField({ name: "due_on", label: "Due on", type: "date", value: form["due_on"], problem: problems["due_on"], required: true })}
      ${chooseField({ name: "status", label: "Status", value: form["status"], problem: problems["status"], required: true }, [
        ["draft", "Draft"],
        ["sent", "Sent"],
        ["paid", "Paid"],
        ["void", "Void"],
      ])}
    </div>
    ${linesOf(form, currency, problems["lines"])}
    <div class="actions"><button class="primary">${button}</button><a class="button" href="/invoices">Cancel</a></div>
  </form>`;
}
