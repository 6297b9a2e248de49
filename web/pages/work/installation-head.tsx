import type { InstallationView } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { IdChip } from "../../parts/id-chip.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { usePlace } from "../../places/place.ts";
import { installationStates } from "../../words/installation-states.ts";
import { Muted } from "../notices/muted.tsx";
import { InstallationMenu } from "./installation-menu.tsx";
import { RunNow } from "./run-now.tsx";
import { t } from "../../words/t.ts";

/** Which installation, its state, and the acts on it. */
export function InstallationHead({ installation, drives }: { installation: InstallationView; drives: boolean }) {
  const place = usePlace();
  return (
    <PageHead
      picture={
        <ListingPicture
          id={installation.listingId}
          title={installation.title}
          monogram={installation.monogram}
          icon={installation.icon}
          size={48}
        />
      }
      title={installation.name || installation.title}
      mark={<MeaningBadge {...installationStates[installation.state]} />}
      line={
        <>
          <Link to={`${place.href}/listings/${installation.listingId}`}>
            {installation.name && installation.name !== installation.title ? installation.title : t("Its listing")}
          </Link>
          <span>{t("Version {version}", { version: installation.release.version })}</span>
          <Muted installationId={installation.id} />
          {place.kind === "customer" ? null : <span>{installation.customerName ?? t("Customer not shared")}</span>}
          {place.kind === "customer" ? null : <IdChip id={installation.id} />}
        </>
      }
      actions={
        drives ? (
          <>
            <InstallationMenu installation={installation} />
            {installation.state === "active" ? <RunNow installationId={installation.id} preview={installation.preview} /> : null}
          </>
        ) : undefined
      }
    />
  );
}
