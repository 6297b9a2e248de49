import type { FormSchema } from "../parts/config-form/schema-types.ts";

export const formSchema: FormSchema = {
  type: "object",
  required: ["server", "api_key", "lists"],
  properties: {
    server: { type: "string", title: "Server", description: "The address you sign in at.", format: "uri" },
    api_key: { type: "string", title: "API key", format: "secret" },
    old_token: { type: "string", title: "Import token", format: "secret", description: "Only for the first import." },
    direction: {
      type: "string",
      title: "Direction",
      oneOf: [
        { const: "in", title: "From Acme to us" },
        { const: "out", title: "From us to Acme" },
      ],
    },
    since_days: { type: "integer", title: "Days to look back", minimum: 1, maximum: 365 },
    paid_only: { type: "boolean", title: "Only paid invoices", description: "Drafts and open invoices stay where they are." },
    lists: { $ref: "#/definitions/lists", title: "Mail list" },
    tags: { type: "array", title: "Tags", items: { $ref: "#/definitions/tags" }, uniqueItems: true },
    words: { type: "array", title: "Words to skip", items: { type: "string" } },
    note: { type: "string", title: "Note in every mail" },
    fields: {
      type: "array",
      title: "Which field goes where",
      description: "What is not named here stays as it is.",
      format: "field-mapping",
      items: {
        type: "object",
        required: ["source", "target"],
        properties: { source: { $ref: "#/definitions/ours", title: "Ours" }, target: { $ref: "#/definitions/theirs", title: "At Acme" } },
      },
    },
    rules: {
      type: "array",
      title: "Rules",
      items: {
        type: "object",
        title: "rule",
        required: ["field"],
        properties: { field: { type: "string", title: "Field" }, least: { type: "number", title: "At least" } },
      },
    },
  },
  definitions: { lists: {}, tags: {}, ours: { enum: ["Name", "E-mail", "Phone"] }, theirs: {} },
};

export const formLayout = {
  type: "VerticalLayout",
  elements: [
    {
      type: "Section",
      label: "Account",
      elements: [
        { type: "Control", scope: "#/properties/server" },
        { type: "Control", scope: "#/properties/api_key" },
        { type: "Control", scope: "#/properties/old_token" },
      ],
    },
    {
      type: "Section",
      label: "What to copy",
      hintText: "Change this at any time; the next run uses it.",
      elements: [
        {
          type: "HorizontalLayout",
          elements: [
            { type: "Control", scope: "#/properties/direction" },
            { type: "Control", scope: "#/properties/since_days" },
          ],
        },
        { type: "Control", scope: "#/properties/paid_only" },
        { type: "Control", scope: "#/properties/lists", options: { hintText: "Read from your account a minute ago." } },
        { type: "Control", scope: "#/properties/tags" },
        { type: "Divider" },
        { type: "Control", scope: "#/properties/words" },
        {
          type: "Control",
          scope: "#/properties/note",
          options: { multi: true },
          rule: { effect: "SHOW", condition: { scope: "#/properties/direction", schema: { const: "out" } } },
        },
        { type: "Control", scope: "#/properties/rules" },
        { type: "Control", scope: "#/properties/fields" },
      ],
    },
  ],
};

export const formLists = {
  lists: [
    { value: "news", label: "Newsletter" },
    { value: "dunning", label: "Reminders" },
  ],
  theirs: [
    { value: "email", label: "E-mail address", needed: true },
    { value: "fullname", label: "Full name" },
    { value: "phone", label: "Phone number" },
  ],
  tags: { news: ["red", "green"], dunning: ["first", "second", "last"] },
};

export const formValues = {
  server: "https://ledger.nordwind.example",
  direction: "out",
  since_days: 30,
  paid_only: true,
  lists: "dunning",
  tags: ["first"],
  words: ["draft", "test"],
  note: "Thank you for your business.",
  rules: [{ field: "total", least: 10 }],
  fields: [
    { source: "E-mail", target: "email" },
    { source: "Name", target: "fullname" },
    { source: "Phone", target: "fullname" },
  ],
};
