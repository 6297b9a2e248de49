import type { BegunSignin, OfferedProviders } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { keepInvitation } from "./invitation.ts";
import styles from "../sign-in.module.css";

/** Whose sign-in page it is: a host's, a publisher's, or everybody's. */
const ownerIn = (query: URLSearchParams) => ({ host: query.get("host") ?? undefined, publisher: query.get("publisher") ?? undefined });

/** A button for each provider one may sign in with; an invitation's code waits in this tab until the browser is back. */
export function ProviderButtons({ joining, code }: { joining: boolean; code: string }) {
  const [{ host, publisher }] = useState(() => ownerIn(new URLSearchParams(location.search)));
  const offered = useRead<OfferedProviders>("/v1/sign-in-providers", { host, publisher });
  const begin = useAct<BegunSignin>([]);
  const items = offered.data?.items ?? [];
  if (items.length === 0) return null;
  const go = (providerId: string): void => {
    keepInvitation(code);
    begin.mutate(
      { method: "POST", path: "/v1/sign-ins/begin", body: { providerId } },
      { onSuccess: ({ address }) => location.assign(address) },
    );
  };
  return (
    <div className={styles.form}>
      {items.map(({ id, name }) => (
        <Button key={id} variant="default" loading={begin.isPending} onClick={() => go(id)}>
          {joining ? "Join" : "Sign in"} with {name}
        </Button>
      ))}
      {begin.error ? <ErrorState error={sayError(begin.error)} /> : null}
    </div>
  );
}
