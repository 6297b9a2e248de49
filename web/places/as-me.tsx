import type { MeView } from "@stoa/contract";
import { Navigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { statusOf } from "../api/say-error.ts";
import { inFrame } from "../frame/host-page.ts";
import styles from "../pages/bare.module.css";
import { Loaded } from "../parts/loaded.tsx";
import { useMe } from "./use-me.ts";

/**
 * What a place needs to know before it can be drawn: who is here. Who is not signed in meets the door, else is led to where one signs in (or is told in
 * whose product); a frame asks the page around it.
 */
export function AsMe({ children, door }: { children: (me: MeView) => ReactNode; door?: ReactNode }) {
  const me = useMe();
  if (me.data === undefined && !inFrame && statusOf(me.error) === 401) return door ?? <Navigate to="/sign-in" replace />;
  const loaded = (
    <Loaded page query={me}>
      {children}
    </Loaded>
  );
  return me.data === undefined ? <main className={me.error ? styles.bare : undefined}>{loaded}</main> : loaded;
}
