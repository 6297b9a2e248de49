import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { sayError } from "../../api/say-error.ts";
import { BrandPage } from "../../parts/brand-page.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { t } from "../../words/t.ts";
import { handOver } from "./hand-over.ts";
import { Connected } from "./open-link.tsx";

const closesAfterMs = 1_500;

/** Where a provider sends the browser back to: what stands in the address is handed over once and taken out of it. */
export function ComeBack() {
  const back = useMutation({ mutationFn: handOver });
  const { mutate } = back;
  useEffect(() => {
    mutate(undefined, { onSuccess: () => void setTimeout(() => window.close(), closesAfterMs) });
  }, [mutate]);
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
