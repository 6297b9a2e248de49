import type { SessionView } from "@stoa/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { sayError } from "../../api/say-error.ts";
import { inFrame, keepFrameToken } from "../../api/session.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import styles from "../bare.module.css";

/** The host's page has just vouched for its person and sent them here with a code: spends it at once, nobody has to press. */
export function FrameSignIn() {
  const [error, setError] = useState<unknown>();
  const client = useQueryClient();
  const navigate = useNavigate();
  const spent = useRef(false);
  useEffect(() => {
    const code = location.hash.replace(/^#code=/, "");
    if (spent.current || !code) return;
    spent.current = true;
    api.send<SessionView>("POST", "/v1/sessions", { code, ...(inFrame ? { frame: true } : {}) }).then(
      async (session) => {
        if (session.token) keepFrameToken(session.token);
        await navigate({ to: ".", search: true, hash: "", replace: true });
        await client.resetQueries();
      },
      (fault: unknown) => setError(fault),
    );
  }, [client, navigate]);
  if (!location.hash.startsWith("#code=") || error) {
    return (
      <main className={styles.bare}>
        <ErrorState
          page
          error={
            error
              ? sayError(error)
              : {
                  what: "You are not signed in to the marketplace",
                  why: "The sign-in your product made is over.",
                  fix: "Open the marketplace in your product again.",
                }
          }
        />
      </main>
    );
  }
  return <PageSkeleton />;
}
