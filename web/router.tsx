import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { NotFound } from "./pages/not-found.tsx";
import { PageFault } from "./pages/page-fault.tsx";
import { PageSkeleton } from "./parts/skeleton.tsx";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFault });

const home = createRoute({ getParentRoute: () => root, path: "/", component: NotFound });

const gallery = createRoute({
  getParentRoute: () => root,
  path: "/parts",
  component: import.meta.env.STOA_GALLERY ? lazyRouteComponent(() => import("./gallery/gallery.tsx"), "Gallery") : NotFound,
});

export const router = createRouter({
  routeTree: root.addChildren([home, gallery]),
  defaultPendingComponent: PageSkeleton,
  defaultPendingMs: 200,
  defaultPreload: "intent",
  scrollRestoration: true,
  notFoundMode: "root",
});
