import { useParams } from "@tanstack/react-router";
import { mayAct, usePlace } from "../../places/place.ts";
import { InstallationPage } from "../work/installation-page.tsx";
import { OpenVisit } from "./open-visit.tsx";
import styles from "../page.module.css";

/** An installation as everybody sees it, and for the host's support the way to look at it as its customer does. */
export function HostInstallationPage() {
  const place = usePlace();
  const { installationId = "" }: { installationId?: string } = useParams({ strict: false });
  return (
    <>
      {mayAct(place, "host_owner", "host_support") ? (
        <div className={styles.row}>
          <OpenVisit installationId={installationId} />
          <span className={styles.quiet}>As its customer sees it, with a reason they read.</span>
        </div>
      ) : null}
      <InstallationPage />
    </>
  );
}
