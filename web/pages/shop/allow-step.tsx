import type { ConsentView, InstallationChanged, Listing } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError, statusOf } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Asks } from "../../parts/asks.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { ownZone } from "../../parts/format/own-zone.ts";
import { usePlace } from "../../places/place.ts";
import { useSource } from "./use-source.ts";
import { t } from "../../words/t.ts";
import styles from "./install-page.module.css";

/** What is agreed to, exactly as it is sent back: if the listing changes in between, the server refuses and it is read anew. */
export function AllowStep({ listing, onMade }: { listing: Listing; onMade: (installationId: string) => void }) {
  const place = usePlace();
  const consent = useRead<ConsentView>(`${place.api}/listings/${listing.id}/consent`);
  const source = useSource();
  const [operationId] = useState(newOperationId);
  const install = useAct<InstallationChanged>([`${place.api}/installations`]);
  const agree = (digest: string) =>
    install.mutate(
      {
        method: "POST",
        path: `${place.api}/installations`,
        body: { operationId, listingId: listing.id, consent: digest, zone: ownZone, source, start: false },
      },
      { onSuccess: (made) => onMade(made.installationId), onError: (error) => statusOf(error) === 409 && void consent.refetch() },
    );
  return (
    <Loaded query={consent}>
      {(found) => (
        <div className={styles.step}>
          <Asks asks={found.asks} />
          {install.error ? <ErrorState error={sayError(install.error)} /> : null}
          <div className={styles.agree}>
            <Button loading={install.isPending} onClick={() => agree(found.consent)}>
              {t("Allow and go on")}
            </Button>
            <Button component={Link} to={`/shop/listings/${listing.id}`} variant="default">
              {t("Not now")}
            </Button>
          </div>
        </div>
      )}
    </Loaded>
  );
}
