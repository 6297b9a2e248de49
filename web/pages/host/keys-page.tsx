import type { KeySetView, SideKeyView } from "@stoa/contract";
import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { KeySet, PublishKeys } from "./key-sets.tsx";
import { TokenChecker } from "./token-checker.tsx";
import styles from "../page.module.css";

/** Public keys the host signs its people's tokens with. */
export function KeysPage() {
  const place = usePlace();
  const keys = useRead<{ items: SideKeyView[] }>(`${place.api}/keys`);
  const sets = useRead<{ items: KeySetView[] }>(`${place.api}/key-sets`);
  const published = sets.data?.items ?? [];
  return (
    <>
      <PageHead
        title="Sign-in keys"
        line="Your product vouches for its people with a token it signs. Stoa keeps only the public half of a key. Two may be live at once: register the next, sign with it, revoke the old."
      />
      <Loaded query={keys}>
        {({ items }) =>
          items.length + published.length === 0 ? (
            <EmptyState title="No key yet">
              <p>
                Until there is one, nobody can open the marketplace from your product. Make a key pair, keep the private half, and put the
                public one here.
              </p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {items.map((key) => (
                <Key key={key.id} view={key} />
              ))}
              {published.map((set) => (
                <KeySet key={set.id} view={set} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <div className={styles.pair}>
        <Register />
        <PublishKeys />
      </div>
      <TokenChecker />
    </>
  );
}

function Key({ view }: { view: SideKeyView }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const revoke = useAct([`${place.api}/keys`]);
  return (
    <li>
      <span className={styles.row}>
        <code>{view.kid}</code>
        <span className={styles.quiet}>signed by {view.issuer}</span>
      </span>
      <span className={styles.row}>
        {view.revokedAt ? (
          <MeaningBadge meaning="waiting" word="Revoked" />
        ) : (
          <>
            <span className={styles.quiet}>
              since <TimeAgo at={view.createdAt} />
            </span>
            <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
              Revoke
            </Button>
          </>
        )}
      </span>
      <Confirm
        open={asked}
        title={`Revoke ${view.kid}?`}
        verb={`Revoke ${view.kid}`}
        goes={["Sign-ins with tokens signed by this key, at once"]}
        stays={["People already signed in, until their session ends", "Other keys"]}
        busy={revoke.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => revoke.mutate({ method: "DELETE", path: `${place.api}/keys/${view.id}` }, { onSuccess: () => setAsked(false) })}
      />
    </li>
  );
}

function Register() {
  const place = usePlace();
  const [kid, setKid] = useState("");
  const [issuer, setIssuer] = useState("");
  const [jwk, setJwk] = useState("");
  const register = useAct([`${place.api}/keys`]);
  const parsed = readJwk(jwk);
  const problems = fieldProblems(register.error);
  const problem = (path: string) => problems.find((one) => one.path.startsWith(path))?.message;
  return (
    <Panel title="Register a key">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (parsed)
            register.mutate(
              { method: "POST", path: `${place.api}/keys`, body: { kid, issuer, jwk: parsed } },
              { onSuccess: () => (setKid(""), setJwk("")) },
            );
        }}
      >
        <TextInput
          label="Issuer"
          description="The iss your tokens carry."
          required
          value={issuer}
          error={problem("/issuer")}
          onChange={(event) => setIssuer(event.currentTarget.value)}
        />
        <TextInput
          label="Key id"
          description="The kid in your tokens' header."
          required
          value={kid}
          error={problem("/kid")}
          onChange={(event) => setKid(event.currentTarget.value)}
        />
        <Textarea
          label="Public key"
          description="As a JWK: RSA, EC P-256 or Ed25519. Never paste the private half."
          required
          autosize
          minRows={4}
          value={jwk}
          error={jwk && !parsed ? "This is not a JSON object." : (problem("/jwk") ?? problem(""))}
          onChange={(event) => setJwk(event.currentTarget.value)}
        />
        <div className={styles.row}>
          <Button type="submit" disabled={!parsed} loading={register.isPending}>
            Register the key
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function readJwk(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
