import { Navigate } from "@tanstack/react-router";
import { statusOf } from "../api/say-error.ts";
import { Loaded } from "../parts/loaded.tsx";
import { firstPlace, openPlace } from "../places/place.ts";
import { useMe } from "../places/use-me.ts";
import { NoPlace } from "./no-place.tsx";

/** The bare address: leads to the widest place one may act in. */
export function Start() {
  const me = useMe();
  if (statusOf(me.error) === 401) return <Navigate to="/sign-in" replace />;
  return (
    <Loaded page query={me}>
      {(found) => {
        const first = firstPlace(found);
        if (!found.person && !found.token) return <Navigate to="/sign-in" replace />;
        return first ? <Navigate to={openPlace(first).href} replace /> : <NoPlace me={found} />;
      }}
    </Loaded>
  );
}
