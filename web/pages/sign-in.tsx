import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { SessionView } from "@stoa/contract";
import { useRef, useState } from "react";
import { api } from "../api/client.ts";
import { sayError, statusOf } from "../api/say-error.ts";
import { BrandPage } from "../parts/brand-page.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { ProviderButtons } from "./sign-in/provider-buttons.tsx";
import styles from "./sign-in.module.css";

/** Spends a one-time link. The code stands after `#`, so no server log holds it, and only a press spends it, so no preview does. */
export function SignIn({ joining = false }: { joining?: boolean }) {
  const [code] = useState(() => location.hash.replace(/^#(code=)?/, ""));
  const { spend, busy, error } = useSpend(code);
  const known = joining && statusOf(error) === 409;
  return (
    <BrandPage>
      <h1>{joining ? "Join" : "Sign in"}</h1>
      {code ? <SpendForm joining={joining} busy={busy} onSpend={spend} /> : <HowToGetIn />}
      <ProviderButtons joining={joining} code={code} />
      {error ? <ErrorState error={sayError(error)} /> : null}
      {known ? <KnownAlready busy={busy} onJoin={() => spend({ asNew: true })} /> : null}
    </BrandPage>
  );
}

interface Joiner {
  name?: string;
  asNew?: boolean;
}

function useSpend(code: string): { spend: (joiner: Joiner) => void; busy: boolean; error: unknown } {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const last = useRef<Joiner>({});
  const navigate = useNavigate();
  const client = useQueryClient();
  const spend = async (joiner: Joiner) => {
    last.current = joiner.asNew ? { ...last.current, asNew: true } : joiner;
    setBusy(true);
    try {
      const session = await api.send<SessionView>("POST", "/v1/sessions", { code, ...last.current });
      await client.resetQueries();
      await navigate({ to: session.goTo, replace: true });
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return { spend: (joiner) => void spend(joiner), busy, error };
}

function SpendForm({ joining, busy, onSpend }: { joining: boolean; busy: boolean; onSpend: (joiner: Joiner) => void }) {
  const [name, setName] = useState("");
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSpend(name ? { name } : {});
      }}
    >
      {joining ? (
        <TextInput
          label="Your name"
          description="Shown to the people you work with here. If you are signed in, you join as who you are."
          value={name}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
      ) : (
        <p>This link signs you in once, on this device.</p>
      )}
      <Button type="submit" loading={busy}>
        {joining ? "Join" : "Sign in"}
      </Button>
    </form>
  );
}

/** The way on for whom the invitation's e-mail is known: proving who they are, or starting anew. */
function KnownAlready({ busy, onJoin }: { busy: boolean; onJoin: () => void }) {
  return (
    <div className={styles.form}>
      <p>
        Open your sign-in link, or{" "}
        <a href="/sign-in" target="_blank" rel="noreferrer">
          sign in
        </a>
        , in another tab of this browser, then press Join here once more. With a button of a provider above you come back with this
        invitation.
      </p>
      <Button variant="default" loading={busy} onClick={onJoin}>
        Join as somebody new
      </Button>
    </div>
  );
}

export function Join() {
  return <SignIn joining />;
}

function HowToGetIn() {
  return (
    <div className={styles.how}>
      <p>You sign in with a one-time link.</p>
      <ul>
        <li>You run this deployment: the command that started Stoa printed one, and prints a new one each time it starts.</li>
        <li>You were invited: the link is in the invitation. When it is spent or too old, ask the person who invited you.</li>
        <li>You came from another product: open the marketplace there again.</li>
      </ul>
    </div>
  );
}
