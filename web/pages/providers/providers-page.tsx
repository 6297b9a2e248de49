import type { ProviderList, ProviderView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useRead } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import { providerKinds } from "../../words/connection-words.ts";
import { AppForm } from "./app-form.tsx";
import { AppTests } from "./app-tests.tsx";
import { ProviderEvents } from "./provider-events.tsx";
import styles from "../page.module.css";

/** Providers of accounts: where this host or publisher must be known before customers can connect, and where not. */
export function ProvidersPage() {
  const place = usePlace();
  const providers = useRead<ProviderList>(`${place.api}/providers`);
  const whose = place.kind === "side" ? "your customers" : "customers of your listings";
  return (
    <>
      <PageHead
        title="Providers"
        line={`Services whose accounts ${whose} connect. For most of them you enter an app once, which you make there.`}
      />
      <Loaded query={providers}>
        {({ items }) => (
          <div className={styles.stack}>
            <Panel title="With an app of yours">
              <List providers={items.filter(({ needsApp }) => needsApp)} />
            </Panel>
            <Panel title="Ready as they are">
              <List providers={items.filter(({ needsApp }) => !needsApp)} />
            </Panel>
          </div>
        )}
      </Loaded>
    </>
  );
}

function List({ providers }: { providers: readonly ProviderView[] }) {
  return (
    <ul className={styles.list}>
      {providers.map((provider) => (
        <Provider key={provider.name} provider={provider} />
      ))}
    </ul>
  );
}

function Provider({ provider }: { provider: ProviderView }) {
  const [open, setOpen] = useState(false);
  const { app, needsApp, title } = provider;
  return (
    <li>
      <span className={styles.close}>
        <span className={styles.row}>
          <strong>{title}</strong>
          <State provider={provider} />
        </span>
        <span className={styles.quiet}>
          {providerKinds[provider.kind]} ·{" "}
          <a className={styles.underlined} href={provider.documents}>
            its documents
          </a>
        </span>
      </span>
      {needsApp ? (
        <span className={styles.row}>
          {provider.events ? <ProviderEvents provider={provider} /> : null}
          {app?.clientId ? <AppTests provider={provider} /> : null}
          <Button size="xs" variant={app?.clientId ? "default" : "filled"} onClick={() => setOpen(true)}>
            {app?.clientId ? "Change" : `Enter an app`}
          </Button>
        </span>
      ) : provider.events ? (
        <ProviderEvents provider={provider} />
      ) : null}
      <Dialog open={open} title={`Your app at ${title}`} onClose={() => setOpen(false)} place="side">
        <AppForm provider={provider} onDone={() => setOpen(false)} />
      </Dialog>
    </li>
  );
}

function State({ provider: { app, needsApp } }: { provider: ProviderView }) {
  if (!needsApp) return <MeaningBadge meaning="fine" word="Ready" quiet />;
  if (!app?.clientId) return <MeaningBadge meaning="waiting" word="No app yet" quiet />;
  if (app.testError !== null) return <MeaningBadge meaning="needs" word="Refused when tried" />;
  return <MeaningBadge meaning="fine" word={app.testedAt === null ? "Entered" : "Works"} />;
}
