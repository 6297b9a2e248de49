import type { Returned } from "@stoa/contract";
import { useEffect, useRef, useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { BrandPage } from "../../parts/brand-page.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { t } from "../../words/t.ts";
import { tellOpener } from "../connections/begun-here.ts";
import { Connected } from "./open-link.tsx";

const closesAfterMs = 1_500;

/** Where a provider sends the browser back to: what stands in the address is handed over once and taken out of it. */
export function ComeBack() {
  const [query] = useState(() => location.search);
  const back = useAct<Returned>([]);
  const sent = useRef(false);
  useEffect(() => {
    if (sent.current) return;
    sent.current = true;
    history.replaceState(null, "", location.pathname);
    back.mutate(
      { method: "POST", path: "/v1/connect/return", body: { query } },
      {
        onSuccess: () => {
          tellOpener();
          setTimeout(() => window.close(), closesAfterMs);
        },
      },
    );
  });
  if (back.data) return <Connected account={back.data.account} />;
  return (
    <BrandPage>
      {back.error ? (
        <>
          <h1>{t("It was not connected")}</h1>
          <ErrorState error={sayError(back.error)} />
        </>
      ) : (
        <PageSkeleton />
      )}
    </BrandPage>
  );
}
