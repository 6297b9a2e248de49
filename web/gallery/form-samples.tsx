import { Button } from "@mantine/core";
import { ConfigForm } from "../parts/config-form/config-form.tsx";
import { formLayout, formLists, formSchema, formValues } from "./form-sample.ts";

const secrets = { api_key: "2026-10-02T09:12:00Z", old_token: null };
const problems = [
  { path: "/since_days", message: "Must be at most 365.", fix: "Enter a smaller number." },
  { path: "/server", message: "ledger.nordwind.example did not answer.", fix: "Check the address." },
];

export function FormSamples() {
  return (
    <ConfigForm
      draftKey="sample"
      schema={formSchema}
      uischema={formLayout}
      saved={formValues}
      secrets={secrets}
      lists={formLists}
      problems={problems}
      saveLabel="Save and run now"
      onSave={() => Promise.resolve(true)}
      more={() => <Button variant="default">Save</Button>}
    />
  );
}
