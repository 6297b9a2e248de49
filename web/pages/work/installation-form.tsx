import type { InstallationChanged, InstallationView } from "@stoa/contract";
import { useCallback, useMemo, useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { fieldProblems, statusOf } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { ConfigForm } from "../../parts/config-form/config-form.tsx";
import type { OptionLists } from "../../parts/config-form/fill-options.ts";
import type { DraftState } from "../../parts/config-form/use-draft.ts";
import { useRefusedFields } from "../../parts/config-form/use-refused-fields.ts";
import { usePlace } from "../../places/place.ts";
import { useDraftKey } from "../../places/use-draft-key.ts";
import { RunButtons, type RunChoice } from "./run-buttons.tsx";
import { stillDraft } from "./still-draft.ts";

interface InstallationFormProps {
  installation: InstallationView;
  saveLabel: string;
  /** Told when saved, and which run was asked for with it. */
  onSaved: (run?: "run" | "preview") => void;
  /** More buttons that also run, by what they start. */
  runs?: readonly RunChoice[];
  lists?: OptionLists | undefined;
  fetchingLists?: boolean;
  onValues?: (values: Readonly<Record<string, unknown>>) => void;
  disabled?: boolean;
  /** Saved with the settings: when it runs, and what it begins with. */
  schedule?: { schedule?: string | null; zone?: string; history?: "now" | "all" } | undefined;
  /** The draft of what stands beside the form: that schedule. */
  beside?: DraftState | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** An installation's own form: saves as one operation, shows the server's word per field, keeps what is typed over a reload. */
export function InstallationForm({ installation, saveLabel, runs = [], onSaved, schedule, ...rest }: InstallationFormProps) {
  const place = usePlace();
  const [operationId, setOperationId] = useState(newOperationId);
  const save = useAct<InstallationChanged>([`${place.api}/installations`]);
  const refused = useRefusedFields();
  const { saved, secrets } = useMemo(() => splitConfig(installation), [installation]);
  const problems = useMemo(
    () => (save.error ? fieldProblems(save.error, "/config") : save.isSuccess ? [] : refused),
    [save.error, save.isSuccess, refused],
  );
  const { state } = installation;
  const draftKey = useDraftKey(installation.id);
  const submit = useCallback(
    async (values: Values, run?: "run" | "preview"): Promise<boolean> => {
      try {
        await save.mutateAsync({
          method: "PATCH",
          path: `${place.api}/installations/${installation.id}`,
          body: { operationId, config: withoutEmpty(values), ...schedule, ...stillDraft({ state }) },
        });
      } catch (error) {
        // A refused body was not done: the corrected one is another operation.
        if (statusOf(error) !== undefined) setOperationId(newOperationId());
        return false;
      }
      setOperationId(newOperationId());
      onSaved(run);
      return true;
    },
    [save, place.api, installation.id, operationId, onSaved, schedule, state],
  );
  return (
    <ConfigForm
      draftKey={draftKey}
      schema={installation.form.schema}
      uischema={installation.form.uischema ?? undefined}
      saved={saved}
      secrets={secrets}
      problems={problems}
      beside={rest.beside}
      saveLabel={saveLabel}
      saving={save.isPending}
      wasSaved={save.isSuccess}
      onSave={(values) => submit(values)}
      more={(read) => <RunButtons runs={runs} busy={save.isPending} onRun={(mode) => void submit(read(), mode)} />}
      {...(rest.lists ? { lists: rest.lists } : {})}
      fetchingLists={rest.fetchingLists ?? false}
      disabled={rest.disabled ?? false}
      {...(rest.onValues ? { onValues: rest.onValues } : {})}
    />
  );
}

function splitConfig(installation: InstallationView): { saved: Values; secrets: Record<string, string | null> } {
  const config = installation.config ?? {};
  const names = new Set(installation.form.secrets);
  const saved = Object.fromEntries(Object.entries(config).filter(([name]) => !names.has(name)));
  const secrets = Object.fromEntries(installation.form.secrets.map((name) => [name, setAt(config[name])]));
  return { saved, secrets };
}

function setAt(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("set" in value)) return null;
  return typeof value.set === "string" ? value.set : null;
}

function withoutEmpty(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
