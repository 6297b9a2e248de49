import { type Html, html, type Part } from "./html.ts";

export type Field = {
  name: string;
  label: string;
  value?: string | undefined;
  type?: string;
  help?: string;
  problem?: string | undefined;
  required?: boolean;
  autocomplete?: string;
};

function described(field: Field): Html {
  const ids = [field.help ? `${field.name}-help` : "", field.problem ? `${field.name}-problem` : ""].filter(Boolean).join(" ");
  return html`${ids ? html` aria-describedby="${ids}"` : ""}${field.problem ? html` aria-invalid="true"` : ""}${field.required ? html` required` : ""}`;
}

function around(field: Field, control: Part): Html {
  return html`<div class="field">
    <label for="${field.name}">${field.label}${field.required ? "" : html` <span class="optional">optional</span>`}</label>${control}
    ${field.help ? html`<p class="help" id="${field.name}-help">${field.help}</p>` : ""}${field.problem ? html`<p class="problem" id="${field.name}-problem">${field.problem}</p>` : ""}
  </div>`;
}

export function inputField(field: Field): Html {
  return around(
    field,
    html`<input
      id="${field.name}"
      name="${field.name}"
      type="${field.type ?? "text"}"
      value="${field.value ?? ""}"
      ${field.autocomplete ? html` autocomplete="${field.autocomplete}"` : ""}${described(field)}
    />`,
  );
}

export function textField(field: Field): Html {
  return around(
    field,
    html`<textarea id="${field.name}" name="${field.name}" rows="4" ${described(field)}>${field.value ?? ""}</textarea>`,
  );
}

export function chooseField(field: Field, options: [value: string, title: string][]): Html {
  return around(
    field,
    html`<select id="${field.name}" name="${field.name}" ${described(field)}>
      ${options.map(([value, title]) => html`<option value="${value}" ${value === field.value ? html` selected` : ""}>${title}</option>`)}
    </select>`,
  );
}
