import { dailyMailHour, type MailsView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { BrandPage } from "../../parts/brand-page.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { ShopShell } from "../../parts/shop-shell.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { TestBand } from "../../parts/test-band.tsx";
import { t } from "../../words/t.ts";
import { sayHour } from "./say-hour.ts";

/** Whoever holds a mail has fewer of them by a press, or none, without signing in; in the look of the product in whose name it came. */
export function UnsubscribePage() {
  const [code] = useState(() => location.hash.slice(1));
  const look = useAct<MailsView>([]);
  const looked = useRef(false);
  useEffect(() => {
    if (looked.current) return;
    looked.current = true;
    look.mutate({ method: "POST", path: "/v1/unsubscribe/look", body: { code } });
  });
  if (look.data) return <Choice code={code} mails={look.data} />;
  return <BrandPage>{look.error ? <ErrorState error={sayError(look.error)} /> : <PageSkeleton />}</BrandPage>;
}

function Choice({ code, mails }: { code: string; mails: MailsView }) {
  const end = useAct([]);
  const [chosen, setChosen] = useState(mails.mail === "now" ? undefined : mails.mail);
  const choose = (mail: "daily" | "off"): void =>
    end.mutate({ method: "POST", path: "/v1/unsubscribe", body: { code, mail } }, { onSuccess: () => setChosen(mail) });
  const { accent, accentDark, font } = mails.look;
  return (
    <ShopShell look={{ accent, accentDark, font }} band={mails.test ? <TestBand /> : undefined}>
      <EmptyState
        page
        title={t("Mails from {product}", { product: mails.host })}
        action={
          <>
            {chosen === undefined ? (
              <Button variant="default" loading={end.isPending} onClick={() => choose("daily")}>
                {t("Only once a day, at {time}", { time: sayHour(dailyMailHour) })}
              </Button>
            ) : null}
            {chosen === "off" ? null : (
              <Button loading={end.isPending} onClick={() => choose("off")}>
                {t("No more mails")}
              </Button>
            )}
          </>
        }
      >
        {end.error ? <ErrorState error={sayError(end.error)} /> : null}
        <p role="status">{sayChoice(chosen, mails)}</p>
      </EmptyState>
    </ShopShell>
  );
}

function sayChoice(chosen: "daily" | "off" | undefined, { host }: MailsView): string {
  if (chosen === "daily") return t("You get one mail a day with what happened.");
  if (chosen === "off")
    return t(
      "You get no more mails when an integration fails or works again. In {product} you are told as before, and can turn mails on again.",
      {
        product: host,
      },
    );
  return t("You get a mail when an integration fails, works again or needs you.");
}
