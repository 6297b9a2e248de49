import type { InstallationChanged, InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Panel } from "../../parts/panel.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { sayGrant } from "../../words/grant-words.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

type Grant = InstallationView["grants"][number];

/** What an installation may do in the product at this moment, each to be taken back or allowed again. */
export function Grants({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const act = useAct<InstallationChanged>([`${place.api}/installations`]);
  const drives = place.kind === "customer" && mayAct(place, "customer_owner", "customer_configurer") && installation.state !== "removed";
  const path = `${place.api}/installations/${installation.id}`;
  const ask = (step: "revoke" | "allow", grant: Grant, done: () => void) =>
    act.mutate(
      {
        method: "POST",
        path: `${path}/${step}-actions`,
        body: { operationId: newOperationId(), actions: [grant.name], ...(step === "allow" ? { consent: installation.consent } : {}) },
      },
      { onSuccess: done },
    );
  return (
    <Panel title={t("Allowed in this product")}>
      <ul className={styles.list}>
        {installation.grants.map((grant) => (
          <GrantLine key={grant.name} grant={grant} busy={act.isPending} ask={drives ? ask : undefined} />
        ))}
      </ul>
      {act.error ? <ErrorState error={sayError(act.error)} /> : null}
    </Panel>
  );
}

interface LineProps {
  grant: Grant;
  busy: boolean;
  ask: ((step: "revoke" | "allow", grant: Grant, done: () => void) => void) | undefined;
}

function GrantLine({ grant, busy, ask }: LineProps) {
  const [open, setOpen] = useState(false);
  const { meaning, word } = sayGrant(grant.state);
  return (
    <li>
      <span>
        {grant.title}
        {grant.state === "changed" ? (
          <div className={styles.quiet}>{t("It now covers: {scopes}", { scopes: grant.scopes.join(", ") })}</div>
        ) : null}
      </span>
      <span className={styles.row}>
        <MeaningBadge meaning={meaning} word={word} quiet />
        {ask && grant.state === "allowed" ? (
          <Button size="xs" variant="subtle" aria-label={t("Take back: {title}", { title: grant.title })} onClick={() => setOpen(true)}>
            {t("Take back")}
          </Button>
        ) : null}
        {ask && ["revoked", "changed", "waiting"].includes(grant.state) ? (
          <Button
            size="xs"
            variant="default"
            loading={busy}
            aria-label={t("Allow: {title}", { title: grant.title })}
            onClick={() => ask("allow", grant, () => undefined)}
          >
            {t("Allow")}
          </Button>
        ) : null}
      </span>
      <Confirm
        open={open}
        title={t("Take back “{title}”?", { title: grant.title })}
        verb={t("Take it back")}
        goes={[t("This, within seconds, also from a run that is going on; such a run may fail")]}
        stays={[t("Everything else it may do"), t("What it has done so far"), t("You can allow it again")]}
        busy={busy}
        onClose={() => setOpen(false)}
        onConfirm={() => ask?.("revoke", grant, () => setOpen(false))}
      />
    </li>
  );
}
