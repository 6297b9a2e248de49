import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, type ComponentType, type ReactNode } from "react";
import { ServerIcon, HomeIcon, InstallationsIcon, IntegrationIcon, ListIcon, PeopleIcon } from "../parts/icons.ts";
import { WorkshopShell } from "../parts/app-shell/workshop-shell.tsx";
import type { NavSection } from "../parts/app-shell/side-nav.tsx";
import { Monogram } from "../parts/monogram.tsx";
import { Panel } from "../parts/panel.tsx";
import { PageSkeleton } from "../parts/skeleton.tsx";
import { AmountSamples, MeaningSamples, StateSamples } from "./small-samples.tsx";
import { TableSamples } from "./table-samples.tsx";

const PlotSamples = lazy(() => import("./plot-samples.tsx").then((page) => ({ default: page.PlotSamples })));
const LogSamples = lazy(() => import("./log-samples.tsx").then((page) => ({ default: page.LogSamples })));
const FormSamples = lazy(() => import("./form-samples.tsx").then((page) => ({ default: page.FormSamples })));
const ShopSamples = lazy(() => import("./shop-samples.tsx").then((page) => ({ default: page.ShopSamples })));

const parts: Record<string, ComponentType> = {
  meanings: MeaningSamples,
  amounts: AmountSamples,
  states: StateSamples,
  table: TableSamples,
  plots: PlotSamples,
  log: LogSamples,
  form: FormSamples,
};

const sections: NavSection[] = [
  {
    items: [
      { label: "Home", href: "/", icon: HomeIcon, exact: true },
      { label: "Parts", href: "/parts", icon: IntegrationIcon, waiting: 3 },
    ],
  },
  {
    title: "Everything",
    items: [
      { label: "Runs", href: "/runs", icon: ListIcon },
      { label: "Installations", href: "/installations", icon: InstallationsIcon },
      { label: "Customers", href: "/customers", icon: PeopleIcon },
      { label: "Runners", href: "/runners", icon: ServerIcon },
    ],
  },
];

/** Every part in every state, for the eye and for the test that photographs it. `?part=log` shows one alone. */
export function Gallery() {
  const search: { part?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  if (search.part === "shop") return <Suspense fallback={<Coming />}>{<ShopSamples />}</Suspense>;
  const shown = Object.entries(parts).filter(([name]) => !search.part || name === search.part);
  const palette = Object.keys(parts).map((name) => ({
    key: name,
    title: `Parts: ${name}`,
    kind: "Go to",
    act: () => void navigate({ to: "/parts", search: { part: name } }),
  }));
  return (
    <WorkshopShell
      owner={<Owner>Nordwind</Owner>}
      sections={sections}
      crumbs={[{ title: "Operator", href: "/" }, { title: "Parts" }]}
      palette={palette}
    >
      <h1>Parts</h1>
      <Suspense fallback={<Coming />}>
        {shown.map(([name, Part]) => (
          <Panel key={name} title={`Part: ${name}`}>
            <Part />
          </Panel>
        ))}
      </Suspense>
    </WorkshopShell>
  );
}

/** Unlike the loading states that are shown as samples, this one goes. */
function Coming() {
  return (
    <div data-coming>
      <PageSkeleton />
    </div>
  );
}

function Owner({ children }: { children: ReactNode }) {
  return (
    <span style={{ display: "flex", alignItems: "center", gap: 8, padding: "0 4px", fontWeight: 600 }}>
      <Monogram id="host_1" name="Nordwind" size={24} />
      {children}
    </span>
  );
}
