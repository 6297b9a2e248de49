import type { SigninProviderList, SigninProviderView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useAct, useRead } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { NewProvider, RedirectLine } from "./new-provider.tsx";
import styles from "../page.module.css";

const lines = {
  operator:
    "Operators, hosts and publishers may sign in with these, beside their one-time links. Whoever is invited joins once by the link.",
  side: "Your own people may sign in here with these. Customers are signed in by your product. Whoever is invited joins once by the link.",
  publisher:
    "Your own people may sign in here with these; they open this publisher and nothing else. Whoever is invited joins once by the link.",
};

/** Which OpenID providers people of the consoles sign in with: everybody with the operator's, a host's or publisher's own people with theirs. */
export function SigninProvidersPage() {
  const place = usePlace();
  const providers = useRead<SigninProviderList>(`${place.api}/sign-in-providers`);
  const line = lines[place.kind === "operator" || place.kind === "publisher" ? place.kind : "side"];
  return (
    <>
      <PageHead title="Sign-in" line={line} actions={providers.data ? <NewProvider /> : undefined} />
      <Loaded query={providers}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="One-time links only" action={<NewProvider />}>
              <p>
                With an OpenID provider of yours, such as Entra, Okta, Google or Keycloak, people sign in as they do elsewhere. Make a
                client there, enter it here, then enter its redirect address there.
              </p>
            </EmptyState>
          ) : (
            <>
              {place.kind === "publisher" && place.id !== null ? <OwnPage id={place.id} /> : null}
              <ul className={styles.list}>
                {items.map((provider) => (
                  <ProviderLine key={provider.id} provider={provider} />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </>
  );
}

/** Where the publisher's people find the button: everybody's sign-in page has none of it. */
function OwnPage({ id }: { id: string }) {
  const address = `${location.origin}/sign-in?publisher=${id}`;
  return (
    <>
      <p>Your people sign in at</p>
      <div className={styles.copyLine}>
        <code className={styles.code}>{address}</code>
        <CopyButton text={address} label="Copy the address of your sign-in page" />
      </div>
    </>
  );
}

function ProviderLine({ provider }: { provider: SigninProviderView }) {
  const { id, name, issuer, clientId, createdAt } = provider;
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const remove = useAct([`${place.api}/sign-in-providers`]);
  return (
    <li>
      <span className={styles.row}>
        <strong>{name}</strong>
        <span className={styles.quiet}>
          {issuer} as {clientId}
        </span>
        <RedirectLine provider={provider} />
      </span>
      <span className={styles.row}>
        <span className={styles.quiet}>
          since <TimeAgo at={createdAt} />
        </span>
        <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
          Remove
        </Button>
      </span>
      <Confirm
        open={asked}
        title={`Remove ${name}?`}
        verb={`Remove ${name}`}
        goes={[`Signing in with ${name}`, "Its client secret, and who joined with it"]}
        stays={["People and their roles: a new link lets them in", "Sessions, until they end"]}
        busy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() =>
          remove.mutate({ method: "DELETE", path: `${place.api}/sign-in-providers/${id}` }, { onSuccess: () => setAsked(false) })
        }
      />
    </li>
  );
}
