import type { EmbedTheme, HostView, MeView } from "@stoa/contract";
import { Link, Navigate, Outlet, useSearch } from "@tanstack/react-router";
import { useRead } from "../api/use-read.ts";
import { inFrame } from "../frame/host-page.ts";
import { useSettings } from "../frame/use-settings.ts";
import { Bell } from "../pages/notices/bell.tsx";
import { NoPlace } from "../pages/no-place.tsx";
import { DomainDoor } from "../pages/shop/domain-door.tsx";
import { ThemeSwitch } from "../parts/app-shell/theme-switch.tsx";
import { usePageKeys } from "../parts/app-shell/use-page-keys.ts";
import { TestBand } from "../parts/test-band.tsx";
import { ShopShell } from "../parts/shop-shell.tsx";
import type { HostLook } from "../theme/host-look.ts";
import { AsMe } from "./as-me.tsx";
import { LanguageLinks } from "./language-links.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { openPlace, PlaceProvider, type OpenPlace } from "./place.ts";
import { usePagesAhead } from "./use-pages-ahead.ts";
import { t } from "../words/t.ts";
import styles from "./shop-place.module.css";

interface ShopSearch {
  side?: string;
  customer?: string;
}

const noPalette = () => undefined;

/** The frame around the marketplace, as the customer whose person is signed in. */
export function ShopPlace() {
  const search: ShopSearch = useSearch({ strict: false });
  usePageKeys(noPalette);
  // Whom a link led here that says of which side it is, as a mail's does, is in no host's page: their product signs them in.
  const door = search.side !== undefined && !inFrame ? <DomainDoor side={search.side} /> : undefined;
  return (
    <AsMe door={door}>
      {(found) => {
        if (!found.person && !found.token) return door ?? <Navigate to="/sign-in" replace />;
        const customers = found.places.filter((place) => place.kind === "customer");
        const mine =
          customers.find((place) => place.id === search.customer) ??
          customers.find((place) => place.sideId === search.side) ??
          (door ? undefined : customers[0]);
        return mine ? <Shop place={openPlace(mine)} me={found} /> : (door ?? <NoPlace shop me={found} />);
      }}
    </AsMe>
  );
}

function Shop({ place, me }: { place: OpenPlace; me: MeView }) {
  const host = useRead<HostView>(`${place.api}/host`);
  const settings = useSettings();
  usePagesAhead("/shop");
  const errand = settings !== undefined && settings.view !== "market";
  return (
    <PlaceProvider value={place}>
      <ShopShell
        look={lookOf(host.data, settings?.theme)}
        scheme={schemeOf(host.data, settings?.theme)}
        framed={inFrame}
        foot={inFrame && !errand && mayBeTold(me) ? <LanguageLinks /> : undefined}
        band={place.side === "test" ? <TestBand /> : undefined}
        places={
          errand ? undefined : (
            <>
              <Link
                to="/shop"
                activeOptions={{ exact: true, includeSearch: false }}
                activeProps={{ "data-here": true, "aria-current": "page" }}
              >
                {t("Marketplace")}
              </Link>
              <Link
                to="/shop/installations"
                activeOptions={{ includeSearch: false }}
                activeProps={{ "data-here": true, "aria-current": "page" }}
              >
                {t("Installed")}
              </Link>
              <Link
                to="/shop/connections"
                activeOptions={{ includeSearch: false }}
                activeProps={{ "data-here": true, "aria-current": "page" }}
              >
                {t("Connections")}
              </Link>
              {mayBeTold(me) ? <Bell /> : null}
              {inFrame ? null : (
                <span className={styles.tools}>
                  <span className={styles.customer}>{place.name}</span>
                  <ThemeSwitch />
                  <PersonMenu me={me} />
                </span>
              )}
            </>
          )
        }
      >
        <Outlet />
      </ShopShell>
    </PlaceProvider>
  );
}

/** A token has nothing to be told. */
function mayBeTold(me: MeView): boolean {
  return me.person !== null;
}

/** What the page around the frame says comes before what the host saved in its console. */
function lookOf(host: HostView | undefined, theme: EmbedTheme | undefined): HostLook | undefined {
  if (!host && !theme) return undefined;
  const saved = host?.look ?? {};
  const radius = Number.parseFloat(saved["radius"] ?? "");
  const kept: HostLook = {
    accent: saved["accent"],
    accentDark: saved["accentDark"],
    font: saved["font"],
    radius: Number.isFinite(radius) ? radius : undefined,
    density: saved["density"] === "compact" ? "compact" : undefined,
  };
  return { ...kept, ...theme };
}

function schemeOf(host: HostView | undefined, theme: EmbedTheme | undefined): "light" | "dark" | "auto" | undefined {
  if (!inFrame) return undefined;
  const scheme = theme?.scheme ?? host?.look["scheme"];
  return scheme === "light" || scheme === "dark" ? scheme : "auto";
}
