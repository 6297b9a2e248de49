import type { MeView, Place } from "@stoa/contract";
import { useMantineColorScheme } from "@mantine/core";
import { Outlet, useMatches, useNavigate, useParams } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { NoPlace } from "../pages/no-place.tsx";
import type { Crumb } from "../parts/app-shell/breadcrumbs.tsx";
import type { PaletteItem } from "../parts/app-shell/palette-match.ts";
import { WorkshopShell } from "../parts/app-shell/workshop-shell.tsx";
import { TestBand } from "../parts/test-band.tsx";
import { AsMe } from "./as-me.tsx";
import { useCurrentCrumb } from "./crumb.ts";
import { findObjects } from "./find-objects.ts";
import { nameOf, OwnerMenu, placeWords } from "./owner-menu.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { openPlace, PlaceProvider, type OpenPlace, type PlaceKind } from "./place.ts";
import { sectionsOf } from "./sections.ts";
import { signOut } from "./sign-out.ts";

/** The frame around every page of an operator, a host or a publisher. */
export function WorkshopPlace({ kind }: { kind: Exclude<PlaceKind, "customer"> }) {
  const params: { placeId?: string } = useParams({ strict: false });
  return (
    <AsMe>
      {(found) => {
        const mine = found.places.find((place) => place.kind === kind && (kind === "operator" || place.id === params.placeId));
        return mine ? <Shell mine={mine} me={found} /> : <NoPlace me={found} />;
      }}
    </AsMe>
  );
}

function Shell({ mine, me }: { mine: Place; me: MeView }) {
  const place = useMemo(() => openPlace(mine), [mine]);
  const sections = useMemo(() => sectionsOf(place), [place]);
  const find = useCallback((query: string, signal: AbortSignal) => findObjects(place, query, signal), [place]);
  return (
    <PlaceProvider value={place}>
      <WorkshopShell
        owner={<OwnerMenu place={place} me={me} />}
        sections={sections}
        crumbs={useCrumbs(place)}
        palette={usePalette(place, me)}
        findObjects={find}
        person={<PersonMenu me={me} />}
        band={place.side === "test" ? <TestBand /> : undefined}
      >
        <Outlet />
      </WorkshopShell>
    </PlaceProvider>
  );
}

function useCrumbs(place: OpenPlace): Crumb[] {
  const matches = useMatches();
  const object = useCurrentCrumb();
  const titles = matches.flatMap((match) =>
    match.staticData.crumb
      ? [{ title: match.staticData.crumb, href: `${place.href}/${match.staticData.list ?? ""}`.replace(/\/$/, "") }]
      : [],
  );
  return [{ title: nameOf(place), href: place.href }, ...titles, ...(object ? [{ title: object }] : [])];
}

function usePalette(place: OpenPlace, me: MeView): PaletteItem[] {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const navigate = useNavigate();
  return useMemo(() => {
    const goes = sectionsOf(place).flatMap((section) =>
      section.items.map((item) => ({ key: item.href, title: item.label, kind: "Go to", href: item.href })),
    );
    const places = me.places.map((mine) => {
      const other = openPlace(mine);
      return { key: `place ${other.href}`, title: nameOf(mine), kind: placeWords[mine.kind], act: () => void navigate({ to: other.href }) };
    });
    const acts: PaletteItem[] = [
      { key: "reference", title: "HTTP API", kind: "Go to", href: "/reference" },
      { key: "light", title: "Switch to the light theme", kind: "Do", act: () => setColorScheme("light") },
      { key: "dark", title: "Switch to the dark theme", kind: "Do", act: () => setColorScheme("dark") },
      { key: "leave", title: "Sign out", kind: "Do", act: () => void signOut() },
    ];
    return [...goes, ...places, ...acts];
  }, [place, me.places, navigate, setColorScheme]);
}
