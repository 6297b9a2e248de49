import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useFirstOptions } from "../../api/use-first-options.ts";
import type { FormOptions } from "../../api/use-option-lists.ts";
import type { DraftState } from "../../parts/config-form/use-draft.ts";
import { Notice } from "../../parts/notice.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { InstallationForm } from "./installation-form.tsx";
import type { RunChoice } from "./run-buttons.tsx";
import { saySentence } from "../../words/run-words.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

interface OptionsFormProps {
  installation: InstallationView;
  saveLabel: string;
  runs?: readonly RunChoice[];
  onSaved: (run?: "run" | "preview") => void;
  disabled?: boolean;
  /** Saved with the settings: when it runs, and what it begins with. */
  schedule?: { schedule?: string | null; zone?: string; history?: "now" | "all" } | undefined;
  /** The draft of what stands beside the form: that schedule. */
  beside?: DraftState | undefined;
}

/** The form with the choices its program gives; where there are none yet, a button asks the program for them. */
export function OptionsForm(props: OptionsFormProps) {
  const place = usePlace();
  const options = useFirstOptions(place.api, props.installation);
  return (
    <div className={styles.stack}>
      {options.wanted ? <OptionsNotice options={options} /> : null}
      <InstallationForm {...props} lists={options.lists} fetchingLists={options.fetching} />
    </div>
  );
}

function OptionsNotice({ options }: { options: FormOptions & { canSay: boolean } }) {
  const ask = (
    <Button size="xs" variant="default" loading={options.fetching} onClick={options.refresh}>
      {options.lists ? t("Ask again") : t("Ask for the choices")}
    </Button>
  );
  if (options.failure) {
    return (
      <Notice meaning="needs" action={ask}>
        {t("The program could not give the choices: {sentence}", { sentence: saySentence(options.failure) })}
      </Notice>
    );
  }
  if (!options.lists) {
    return (
      <Notice meaning="waiting" {...(options.canSay ? { action: ask } : {})}>
        {t("Some choices are read where the program gets its data: they come by themselves once what it needs for that is saved.")}
      </Notice>
    );
  }
  return (
    <Notice meaning="fine" action={ask}>
      {t("Choices from your account")}
      {options.at ? (
        <>
          {t(", read")} <TimeAgo at={options.at} />
        </>
      ) : null}
      .
    </Notice>
  );
}
