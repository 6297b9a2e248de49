import type { DomainPlaceView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { ShopShell } from "../../parts/shop-shell.tsx";
import { TestBand } from "../../parts/test-band.tsx";
import { t } from "../../words/t.ts";

/** At a host's own domain, or led by a link of this side, whoever is not signed in: their product signs them in, so it says where that is. */
export function DomainDoor({ side }: { side?: string }) {
  const place = useRead<DomainPlaceView>("/embed/domain", side === undefined ? undefined : { side });
  return (
    <Loaded page query={place}>
      {({ host, look, test, product }) => (
        <ShopShell
          look={{ accent: look["accent"], accentDark: look["accentDark"], font: look["font"] }}
          band={test ? <TestBand /> : undefined}
        >
          <EmptyState
            page
            title={t("Open it in {product}", { product: host })}
            action={
              product === null ? undefined : (
                <Button component="a" href={product}>
                  {t("Go to {product}", { product: host })}
                </Button>
              )
            }
          >
            <p>
              {t("This page is part of {product}. Sign in there as usual and open its marketplace: what you look for is there.", {
                product: host,
              })}
            </p>
          </EmptyState>
        </ShopShell>
      )}
    </Loaded>
  );
}
