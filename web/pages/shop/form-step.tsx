import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { ScheduleForm } from "../work/schedule-form.tsx";
import { t } from "../../words/t.ts";
import styles from "./install-page.module.css";

const InstallationForm = lazy(() => import("../work/options-form.tsx").then((part) => ({ default: part.OptionsForm })));

/** The settings; an integration that asks for none goes straight on. */
export function FormStep({ installation, onDone }: { installation: InstallationView; onDone: () => void }) {
  if (installation.asks.fields.length === 0) {
    return (
      <div className={styles.step}>
        <p>{t("It asks for nothing. Choose when it runs.")}</p>
        <ScheduleForm installation={installation} />
        <div className={styles.agree}>
          <Button onClick={onDone}>{t("Go on")}</Button>
        </div>
      </div>
    );
  }
  return (
    <Suspense fallback={<PageSkeleton />}>
      <InstallationForm installation={installation} saveLabel={t("Save and go on")} onSaved={onDone} />
    </Suspense>
  );
}
