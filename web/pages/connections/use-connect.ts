import type { AttemptView, BeginBody, BegunAttempt } from "@stoa/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { useRead } from "../../api/use-read.ts";
import { usePlace } from "../../places/place.ts";
import { tellLanguage } from "../../words/connect-language.ts";
import { noteBegun, onCameBack } from "./begun-here.ts";

const windowLook = "popup,width=560,height=760";

export interface Connecting {
  /** Begins a try; for the way `window` to be called while a press is handled, or browsers open no window. */
  begin: (body: BeginBody) => void;
  busy: boolean;
  error: unknown;
  attempt: AttemptView | undefined;
  /** Where to go on, once: for a link to send, or where the window was not opened. */
  address: string | undefined;
  blocked: boolean;
}

/** One try to connect an account, followed until it is over: by asking, or by what its window's own page was answered, which comes first. */
export function useConnect(onDone: (connectionId: string, account: string | null) => void): Connecting {
  const place = usePlace();
  const client = useQueryClient();
  const [begun, setBegun] = useState<BegunAttempt>();
  const [state, setState] = useState<{ busy: boolean; error?: unknown; blocked: boolean }>({ busy: false, blocked: false });
  const path = `${place.api}/connection-attempts/${begun?.id ?? ""}`;
  const read = useRead<AttemptView>(path, undefined, { every: begun && !isOver(begun) ? 500 : undefined, when: begun !== undefined });
  const attempt = begun ? (read.data ?? begun) : undefined;
  const isUnderWay = attempt !== undefined && !isOver(attempt);
  useEffect(() => {
    if (!isUnderWay || !begun) return undefined;
    return onCameBack(({ attemptId, connectionId, account }) => {
      if (attemptId !== begun.id) return;
      // An asking that is under way would answer what was before.
      void client.cancelQueries({ queryKey: [path, null] });
      client.setQueryData<AttemptView>([path, null], { ...begun, state: "done", connectionId, account });
    });
  }, [isUnderWay, begun, client, path]);
  const told = useRef<string>(undefined);
  const connectionId = attempt?.state === "done" ? attempt.connectionId : null;
  useEffect(() => {
    if (connectionId === null || attempt === undefined || told.current === attempt.id) return;
    told.current = attempt.id;
    void client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).includes("/connection") });
    onDone(connectionId, attempt.account);
  }, [connectionId, attempt, client, onDone]);
  const begin = (body: BeginBody): void => {
    const opened = body.way === "window" ? window.open("about:blank", "_blank", windowLook) : null;
    setState({ busy: true, blocked: body.way === "window" && opened === null });
    api.send<BegunAttempt>("POST", `${place.api}/connection-attempts`, body).then(
      (made) => {
        if (made.address !== null && body.way === "window") noteBegun(made.address.split("#")[1] ?? "");
        if (opened && made.address !== null) opened.location.href = tellLanguage(made.address);
        setBegun(made);
        setState((before) => ({ ...before, busy: false }));
      },
      (error: unknown) => {
        opened?.close();
        setState({ busy: false, error, blocked: false });
      },
    );
  };
  return { begin, busy: state.busy, error: state.error, attempt, address: begun?.address ?? undefined, blocked: state.blocked };
}

const isOver = ({ state }: AttemptView): boolean => state === "done" || state === "failed" || state === "expired";
