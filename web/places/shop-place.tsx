import type { HostView, MeView } from "@stoa/contract";
import { Link, Navigate, Outlet, useLocation, useSearch } from "@tanstack/react-router";
import { useRead } from "../api/use-read.ts";
import { inFrame } from "../api/session.ts";
import { FrameSignIn } from "../pages/shop/frame-sign-in.tsx";
import { NoPlace } from "../pages/no-place.tsx";
import { ThemeSwitch } from "../parts/app-shell/theme-switch.tsx";
import { usePageKeys } from "../parts/app-shell/use-page-keys.ts";
import { Loaded } from "../parts/loaded.tsx";
import { ShopShell } from "../parts/shop-shell.tsx";
import type { HostLook } from "../theme/host-look.ts";
import { PersonMenu } from "./person-menu.tsx";
import { openPlace, PlaceProvider, type OpenPlace } from "./place.ts";
import { useMe } from "./use-me.ts";
import styles from "./shop-place.module.css";

interface ShopSearch {
  side?: string;
  customer?: string;
}

const noPalette = () => undefined;

/** The frame around the marketplace, as the customer whose person is signed in. */
export function ShopPlace() {
  // Asks nothing of the API before the code is spent: it could only be refused.
  const coming = useLocation({ select: ({ hash }) => hash.startsWith("code=") });
  return coming ? <FrameSignIn /> : <SignedIn />;
}

function SignedIn() {
  const me = useMe();
  const search: ShopSearch = useSearch({ strict: false });
  usePageKeys(noPalette);
  return (
    <Loaded page query={me}>
      {(found) => {
        if (!found.person && !found.token) return inFrame ? <FrameSignIn /> : <Navigate to="/sign-in" replace />;
        const customers = found.places.filter((place) => place.kind === "customer");
        const mine =
          customers.find((place) => place.id === search.customer) ??
          customers.find((place) => place.sideId === search.side) ??
          customers[0];
        return mine ? <Shop place={openPlace(mine)} me={found} /> : <NoPlace me={found} />;
      }}
    </Loaded>
  );
}

function Shop({ place, me }: { place: OpenPlace; me: MeView }) {
  const host = useRead<HostView>(`${place.api}/host`);
  return (
    <PlaceProvider value={place}>
      <ShopShell
        look={lookOf(host.data)}
        scheme={schemeOf(host.data)}
        framed={inFrame}
        places={
          <>
            <Link
              to="/shop"
              activeOptions={{ exact: true, includeSearch: false }}
              activeProps={{ "data-here": true, "aria-current": "page" }}
            >
              Marketplace
            </Link>
            <Link
              to="/shop/installations"
              activeOptions={{ includeSearch: false }}
              activeProps={{ "data-here": true, "aria-current": "page" }}
            >
              Installed
            </Link>
            <Link
              to="/shop/connections"
              activeOptions={{ includeSearch: false }}
              activeProps={{ "data-here": true, "aria-current": "page" }}
            >
              Connections
            </Link>
            {inFrame ? null : (
              <span className={styles.tools}>
                <span className={styles.customer}>{place.name}</span>
                <ThemeSwitch />
                <PersonMenu me={me} />
              </span>
            )}
          </>
        }
      >
        <Outlet />
      </ShopShell>
    </PlaceProvider>
  );
}

function lookOf(host: HostView | undefined): HostLook | undefined {
  return host ? { accent: host.look["accent"], accentDark: host.look["accentDark"], font: host.look["font"] } : undefined;
}

function schemeOf(host: HostView | undefined): "light" | "dark" | undefined {
  const scheme = inFrame ? host?.look["scheme"] : undefined;
  return scheme === "light" || scheme === "dark" ? scheme : undefined;
}
