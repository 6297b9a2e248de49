import type { ConnectOffer, Gone } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { BrandPage } from "../../parts/brand-page.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { TestBand } from "../../parts/test-band.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { wasBegunByOpener } from "../connections/begun-here.ts";
import { EnteredFields } from "../connections/entered-fields.tsx";
import { t } from "../../words/t.ts";
import styles from "../sign-in.module.css";

/**
 * Whoever holds a link sees who asks and for what, and goes on by a press. A window that one of our own pages has just opened goes on by itself.
 */
export function OpenLink() {
  const [code] = useState(() => location.hash.slice(1));
  const look = useAct<ConnectOffer>([]);
  const go = useAct<Gone>([]);
  const [fields, setFields] = useState<Record<string, string>>({});
  const began = useRef(false);
  const goOn = (): void =>
    go.mutate(
      { method: "POST", path: "/v1/connect/go", body: { code, fields } },
      { onSuccess: ({ to }) => (to === null ? undefined : location.assign(to)) },
    );
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    if (wasBegunByOpener(code)) goOn();
    else look.mutate({ method: "POST", path: "/v1/connect/look", body: { code } });
  });
  if (go.data?.to === null) return <Connected account={go.data.account} />;
  const offer = look.data;
  const error = look.error ?? (offer ? null : go.error);
  if (error)
    return (
      <BrandPage>
        <ErrorState error={sayError(error)} />
      </BrandPage>
    );
  if (!offer)
    return (
      <BrandPage>
        <PageSkeleton />
      </BrandPage>
    );
  return (
    <BrandPage>
      {offer.test ? <TestBand /> : null}
      <Offer offer={offer}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            goOn();
          }}
        >
          <EnteredFields fields={offer.provider.fields} values={fields} onChange={setFields} error={go.error} />
          <Button type="submit" loading={go.isPending || go.data !== undefined}>
            {t("Connect {provider}", { provider: offer.provider.title })}
          </Button>
        </form>
      </Offer>
    </BrandPage>
  );
}

function Offer({ offer, children }: { offer: ConnectOffer; children: ReactNode }) {
  const { provider, customer, integration, scopes } = offer;
  return (
    <>
      <h1>{t("Connect {provider} for {customer}", { provider: provider.title, customer })}</h1>
      <p>{sayWho(offer)}</p>
      {integration === null ? null : <p>{t("It is for {integration}.", { integration })}</p>}
      <p>{t("Go on only if you know why.")}</p>
      {scopes.length > 0 ? (
        <div className={styles.how}>
          <p>{t("It asks for")}</p>
          <ul>
            {scopes.map(({ name, text }) => (
              <li key={name}>{text}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {children}
    </>
  );
}

function sayWho({ provider: { title }, askedBy }: ConnectOffer): string {
  return askedBy === null
    ? t("You are asked to connect an account at {title}.", { title })
    : t("{askedBy} asks you to connect an account at {title}.", { askedBy, title });
}

export function Connected({ account }: { account: string | null }) {
  return (
    <BrandPage>
      <div role="status">
        <h1>{account === null ? t("It is connected") : t("{account} is connected", { account })}</h1>
        <p>{t("You can close this window; the page it came from goes on by itself.")}</p>
      </div>
    </BrandPage>
  );
}
