import type { SessionView } from "@stoa/contract";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { BrandPage } from "../../parts/brand-page.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { readInvitation, takeInvitation } from "./invitation.ts";

/** Where a provider sends the browser back to: what stands in the address is handed over once and taken out of it. */
export function ComeBack() {
  const [query] = useState(() => location.search);
  const [invitation] = useState(readInvitation);
  const { providerId = "" } = useParams({ strict: false });
  const finish = useAct<SessionView>([]);
  const navigate = useNavigate();
  const client = useQueryClient();
  const sent = useRef(false);
  useEffect(() => {
    if (sent.current) return;
    sent.current = true;
    history.replaceState(null, "", location.pathname);
    const code = takeInvitation();
    finish.mutate(
      { method: "POST", path: "/v1/sign-ins/finish", body: { providerId, query, ...(code === undefined ? {} : { code }) } },
      { onSuccess: ({ goTo }) => void client.resetQueries().then(() => navigate({ to: goTo, replace: true })) },
    );
  });
  return (
    <BrandPage>
      {finish.error ? (
        <>
          <h1>You are not signed in</h1>
          <ErrorState error={sayError(finish.error)} />
          {/* The invitation is not spent: its page has the other ways to join. */}
          {invitation === undefined ? <Link to="/sign-in">Begin again</Link> : <a href={invitation}>Back to the invitation</a>}
        </>
      ) : (
        <PageSkeleton />
      )}
    </BrandPage>
  );
}
