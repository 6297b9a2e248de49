import { Button, TextInput } from "@mantine/core";
import type { AskedLogin, MeView } from "@stoa/contract";
import { useState, type ReactNode } from "react";
import { sayError, statusOf } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { BrandPage } from "../../parts/brand-page.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Decision } from "./decision.tsx";
import styles from "./terminal-login.module.css";

/** A terminal asked to be signed in: the person signed in here compares its code and decides. */
export function TerminalLogin() {
  const me = useRead<MeView>("/v1/me", undefined, { every: 5_000, patient: true });
  const [code, setCode] = useState(() => decodeURIComponent(location.hash.slice(1)));
  return (
    <BrandPage>
      {statusOf(me.error) === 401 || me.data?.person === null ? (
        <SignInFirst code={code} />
      ) : (
        <Loaded page query={me}>
          {(found) => <Request code={code} onCode={setCode} who={found.person?.name ?? ""} />}
        </Loaded>
      )}
    </BrandPage>
  );
}

function SignInFirst({ code }: { code: string }) {
  return (
    <>
      <h1>Sign in first</h1>
      <p>
        Open your sign-in link in another tab of this browser. This page goes on by itself{code ? " with the code " : "."}
        {code ? <strong className={styles.code}>{code}</strong> : null}
      </p>
      <p>You run this deployment: the command that started Stoa printed a link. You were invited: the link is in the invitation.</p>
    </>
  );
}

interface RequestProps {
  code: string;
  onCode: (code: string) => void;
  who: string;
}

/** Finding the request by its code, then deciding on it. */
function Request({ code, onCode, who }: RequestProps) {
  const find = useAct<AskedLogin>([]);
  const decide = useAct<{ decided: "approve" | "refuse" }>(["/v1"]);
  if (decide.data && find.data) return <Decided decided={decide.data.decided} device={find.data.device} />;
  if (find.data)
    return (
      <Decision
        asked={find.data}
        code={code}
        who={who}
        busy={decide.isPending}
        onDecide={(body) => decide.mutate({ method: "POST", path: "/v1/logins/decide", body: { code, ...body } })}
      >
        {decide.error ? <ErrorState error={sayError(decide.error)} /> : null}
      </Decision>
    );
  return (
    <CodeForm
      code={code}
      onCode={onCode}
      busy={find.isPending}
      onFind={() => find.mutate({ method: "POST", path: "/v1/logins/find", body: { code } })}
    >
      {find.error ? <ErrorState error={sayError(find.error)} /> : null}
    </CodeForm>
  );
}

interface CodeFormProps extends Omit<RequestProps, "who"> {
  busy: boolean;
  onFind: () => void;
  children: ReactNode;
}

function CodeForm({ code, onCode, busy, onFind, children }: CodeFormProps) {
  return (
    <>
      <h1>A terminal wants to sign in</h1>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          onFind();
        }}
      >
        <TextInput
          className={styles.codeField}
          label="Code"
          description="Go on only when your own terminal shows this code."
          required
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          value={code}
          onChange={(event) => onCode(event.currentTarget.value)}
        />
        <div className={styles.actions}>
          <Button type="submit" loading={busy}>
            My terminal shows this code
          </Button>
        </div>
      </form>
      {children}
    </>
  );
}

function Decided({ decided, device }: { decided: "approve" | "refuse"; device: string }) {
  return (
    <div role="status">
      <h1>{decided === "approve" ? "It is signed in" : "It was refused"}</h1>
      {decided === "approve" ? (
        <p>Go back to your terminal. The token is called {device}; you can end it at any time under Tokens.</p>
      ) : (
        <p>The terminal got nothing. If you did not start it, somebody else asked; they learned nothing about you.</p>
      )}
    </div>
  );
}
