import type { TokenChecksView, TokenCheckView } from "@stoa/contract";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

const names: Record<TokenCheckView["name"], string> = {
  form: "Form",
  key: "Key",
  signature: "Signature",
  audience: "Audience",
  clock: "Clock",
  length: "Length",
  claims: "Claims",
  once: "Once",
};

/** Says of a token what sign-in would find, one check after the other. The token is sent, looked at and kept nowhere. */
export function TokenChecker() {
  const place = usePlace();
  const [token, setToken] = useState("");
  const check = useAct<TokenChecksView>([]);
  return (
    <Panel title="Check a token">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          check.mutate({ method: "POST", path: `${place.api}/token-checks`, body: { token } });
        }}
      >
        <Textarea
          label="Token"
          description="One your product just signed. It lives a minute, and checking does not use it up."
          required
          autosize
          minRows={3}
          maxRows={8}
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <div className={styles.row}>
          <Button type="submit" variant="default" loading={check.isPending}>
            Check the token
          </Button>
        </div>
      </form>
      {check.error ? <ErrorState error={sayError(check.error)} /> : null}
      {check.data ? <Checks found={check.data} /> : null}
    </Panel>
  );
}

function Checks({ found }: { found: TokenChecksView }) {
  return (
    <div role="status">
      <Notice meaning={found.accepted ? "fine" : "failed"}>
        {found.accepted ? "This token would sign its person in." : "This token would be refused."}
      </Notice>
      <ul className={styles.list}>
        {found.checks.map((check) => (
          <Row key={check.name} check={check} />
        ))}
      </ul>
    </div>
  );
}

const badges = {
  passed: { meaning: "fine", word: "Right" },
  failed: { meaning: "failed", word: "Wrong" },
  "not reached": { meaning: "waiting", word: "Not reached" },
} as const;

function Row({ check }: { check: TokenCheckView }) {
  return (
    <li>
      <span>
        <strong>{names[check.name]}</strong>
        <span className={styles.quiet}> {check.what}</span>
        {check.fix ? <p>{check.fix}</p> : null}
      </span>
      <MeaningBadge {...badges[check.state]} />
    </li>
  );
}
