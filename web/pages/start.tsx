import { Navigate } from "@tanstack/react-router";
import { AsMe } from "../places/as-me.tsx";
import { firstPlace, openPlace } from "../places/place.ts";
import { NoPlace } from "./no-place.tsx";

/** The bare address: leads to the widest place one may act in. */
export function Start() {
  return (
    <AsMe>
      {(found) => {
        const first = firstPlace(found);
        if (!found.person && !found.token) return <Navigate to="/sign-in" replace />;
        return first ? <Navigate to={openPlace(first).href} replace /> : <NoPlace me={found} />;
      }}
    </AsMe>
  );
}
