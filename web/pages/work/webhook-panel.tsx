import type { HookRotated, HookView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Closed } from "../../parts/closed.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** The address that starts a run when something calls it; its token is shown once, when it is made. */
export function WebhookPanel({ installationId }: { installationId: string }) {
  const place = usePlace();
  const path = `${place.api}/installations/${installationId}/hook`;
  const hook = useRead<HookView>(path);
  return (
    <Closed title={t("For developers")} hint={t("let another system start a run (webhook)")}>
      <Loaded query={hook} skeleton={<Skeleton height="48px" />}>
        {(found) => <Shown hook={found} path={path} />}
      </Loaded>
    </Closed>
  );
}

function Shown({ hook, path }: { hook: HookView; path: string }) {
  const [asked, setAsked] = useState(false);
  const rotate = useAct<HookRotated>([path]);
  const go = () => rotate.mutate({ method: "POST", path: `${path}/rotate` }, { onSuccess: () => setAsked(false) });
  return (
    <div className={styles.close}>
      <p>
        {t("Another system can start a run by a POST to this address, with the token as")} <code>{t("Authorization: Bearer")}</code>
        {t(", or as the key of a Standard Webhooks signature.")}
      </p>
      <div className={styles.copyLine}>
        <code className={styles.code}>{hook.url}</code>
        <CopyButton text={hook.url} label={t("Copy the address")} />
      </div>
      {rotate.data?.token ? (
        <>
          <Notice meaning="needs">{t("Copy the token now: it is not shown again.")}</Notice>
          <div className={styles.copyLine}>
            <code className={styles.code}>{rotate.data.token}</code>
            <CopyButton text={rotate.data.token} label={t("Copy the token")} />
          </div>
        </>
      ) : null}
      <div className={styles.row}>
        <Button variant="default" loading={rotate.isPending} onClick={() => (hook.rotatedAt ? setAsked(true) : go())}>
          {hook.rotatedAt ? t("Make a new token") : t("Make a token")}
        </Button>
        {hook.rotatedAt ? (
          <span className={styles.quiet}>
            {t("Token made")} <TimeAgo at={hook.rotatedAt} />
          </span>
        ) : null}
      </div>
      <Confirm
        open={asked}
        title={t("Make a new token?")}
        verb={t("Make a new token")}
        goes={[t("The token in use: calls with it are refused from now on")]}
        stays={[t("The address"), t("Runs it has started")]}
        busy={rotate.isPending}
        onClose={() => setAsked(false)}
        onConfirm={go}
      />
    </div>
  );
}
