import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  retainSearchParams,
  type AnyRoute,
} from "@tanstack/react-router";
import { NotFound } from "./pages/not-found.tsx";
import { PageFault } from "./pages/page-fault.tsx";
import { Start } from "./pages/start.tsx";
import { PageSkeleton } from "./parts/skeleton.tsx";
import { atOwnDomain } from "./places/at-own-domain.ts";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFault });

/** One page, loaded when it is opened: its module and the name it exports. */
function page<M extends Record<string, unknown>>(load: () => Promise<M>, name: keyof M & string): ReturnType<typeof lazyRouteComponent> {
  return lazyRouteComponent(load as () => Promise<Record<string, never>>, name as never);
}

type Lazy = ReturnType<typeof page>;

function route(parent: AnyRoute, path: string, component: Lazy, crumb?: string, list?: string): AnyRoute {
  return createRoute({
    getParentRoute: () => parent,
    path,
    component,
    staticData: { ...(crumb ? { crumb } : {}), ...(list ? { list } : {}) },
  });
}

const lists = {
  installations: page(() => import("./pages/lists/installations-page.tsx"), "InstallationsPage"),
  installation: page(() => import("./pages/work/installation-page.tsx"), "InstallationPage"),
  runs: page(() => import("./pages/lists/runs-page.tsx"), "RunsPage"),
  run: page(() => import("./pages/work/run-page.tsx"), "RunPage"),
  listings: page(() => import("./pages/lists/listings-page.tsx"), "ListingsPage"),
  listing: page(() => import("./pages/work/listing-page.tsx"), "WorkListingPage"),
  customers: page(() => import("./pages/lists/customers-page.tsx"), "CustomersPage"),
  publishers: page(() => import("./pages/lists/publishers-page.tsx"), "PublishersPage"),
  integrations: page(() => import("./pages/publisher/integrations-page.tsx"), "IntegrationsPage"),
  integration: page(() => import("./pages/publisher/integration-page.tsx"), "IntegrationPage"),
  builds: page(() => import("./pages/publisher/builds-page.tsx"), "BuildsPage"),
  build: page(() => import("./pages/publisher/build-page.tsx"), "BuildPage"),
  people: page(() => import("./pages/people/people-page.tsx"), "PeoplePage"),
  tokens: page(() => import("./pages/people/tokens-page.tsx"), "TokensPage"),
};

const providers = page(() => import("./pages/providers/providers-page.tsx"), "ProvidersPage");
const signinProviders = page(() => import("./pages/sign-in/providers-page.tsx"), "SigninProvidersPage");
const limits = page(() => import("./pages/limits/limits-page.tsx"), "LimitsPage");

/** What every workshop has: installations, runs, listings, tokens. */
function common(parent: AnyRoute, installation: Lazy = lists.installation): AnyRoute[] {
  return [
    route(parent, "/installations", lists.installations, "Installations", "installations"),
    route(parent, "/installations/$installationId", installation, "Installations", "installations"),
    route(parent, "/runs", lists.runs, "Runs", "runs"),
    route(parent, "/runs/$runId", lists.run, "Runs", "runs"),
    route(parent, "/listings", lists.listings, "Listings", "listings"),
    route(parent, "/listings/$listingId", lists.listing, "Listings", "listings"),
    route(parent, "/integrations", lists.integrations, "Integrations", "integrations"),
    route(parent, "/integrations/$integrationId", lists.integration, "Integrations", "integrations"),
    route(parent, "/builds", lists.builds, "Builds", "builds"),
    route(parent, "/builds/$buildId", lists.build, "Builds", "builds"),
    route(parent, "/tokens", lists.tokens, "Tokens", "tokens"),
  ];
}

const operator = route(
  root,
  "/operator",
  page(() => import("./places/workshops.tsx"), "OperatorPlace"),
);
operator.addChildren([
  route(
    operator,
    "/",
    page(() => import("./pages/operator/home-page.tsx"), "OperatorHome"),
  ),
  route(
    operator,
    "/status",
    page(() => import("./pages/operator/status-page.tsx"), "StatusPage"),
    "Status",
    "status",
  ),
  route(
    operator,
    "/alerts",
    page(() => import("./pages/alerts/alerts-page.tsx"), "AlertsPage"),
    "Alerts",
    "alerts",
  ),
  route(
    operator,
    "/alerts/$alertId",
    page(() => import("./pages/alerts/alert-page.tsx"), "AlertPage"),
    "Alerts",
    "alerts",
  ),
  route(
    operator,
    "/hosts",
    page(() => import("./pages/operator/hosts-page.tsx"), "HostsPage"),
    "Hosts",
    "hosts",
  ),
  route(operator, "/limits", limits, "Limits", "limits"),
  route(operator, "/sign-in", signinProviders, "Sign-in", "sign-in"),
  route(operator, "/publishers", lists.publishers, "Publishers", "publishers"),
  route(operator, "/customers", lists.customers, "Customers", "customers"),
  ...common(operator),
]);

const side = route(
  root,
  "/sides/$placeId",
  page(() => import("./places/workshops.tsx"), "SidePlace"),
);
side.addChildren([
  route(
    side,
    "/",
    page(() => import("./pages/host/home-page.tsx"), "HostHome"),
  ),
  route(
    side,
    "/customers",
    page(() => import("./pages/host/customers-page.tsx"), "HostCustomersPage"),
    "Customers",
    "customers",
  ),
  route(
    side,
    "/customers/$customerId",
    page(() => import("./pages/host/customer-page.tsx"), "HostCustomerPage"),
    "Customers",
    "customers",
  ),
  route(
    side,
    "/weeks",
    page(() => import("./pages/host/listing-weeks-page.tsx"), "ListingWeeksPage"),
    "Installs and failures",
    "weeks",
  ),
  route(
    side,
    "/sources",
    page(() => import("./pages/work/sources-page.tsx"), "SourcesPage"),
    "Installs by source",
    "sources",
  ),
  route(
    side,
    "/wishes",
    page(() => import("./pages/host/wishes-page.tsx"), "WishesPage"),
    "Wishes",
    "wishes",
  ),
  route(
    side,
    "/search-words",
    page(() => import("./pages/host/synonyms-page.tsx"), "SynonymsPage"),
    "Search words",
    "search-words",
  ),
  route(
    side,
    "/wishes/$wishId",
    page(() => import("./pages/host/wish-page.tsx"), "WishPage"),
    "Wishes",
    "wishes",
  ),
  route(
    side,
    "/promotion",
    page(() => import("./pages/host/promotion-page.tsx"), "PromotionPage"),
    "From test to live",
    "promotion",
  ),
  route(
    side,
    "/visits/$visitId",
    page(() => import("./pages/host/visit-page.tsx"), "VisitPage"),
    "Installations",
    "installations",
  ),
  route(side, "/limits", limits, "Limits", "limits"),
  route(side, "/sign-in", signinProviders, "Sign-in", "sign-in"),
  route(side, "/publishers", lists.publishers, "Publishers", "publishers"),
  route(
    side,
    "/look",
    page(() => import("./pages/host/look-page.tsx"), "LookPage"),
    "Look and frame",
    "look",
  ),
  route(
    side,
    "/domains",
    page(() => import("./pages/host/domains-page.tsx"), "DomainsPage"),
    "Own domains",
    "domains",
  ),
  route(
    side,
    "/keys",
    page(() => import("./pages/host/keys-page.tsx"), "KeysPage"),
    "Sign-in keys",
    "keys",
  ),
  route(
    side,
    "/actions",
    page(() => import("./pages/actions/host-actions-page.tsx"), "HostActionsPage"),
    "API and actions",
    "actions",
  ),
  route(
    side,
    "/webhooks",
    page(() => import("./pages/webhooks/webhooks-page.tsx"), "WebhooksPage"),
    "Webhooks",
    "webhooks",
  ),
  route(side, "/people", lists.people, "People", "people"),
  route(side, "/providers", providers, "Providers", "providers"),
  ...common(
    side,
    page(() => import("./pages/host/installation-page.tsx"), "HostInstallationPage"),
  ),
]);

const publisher = route(
  root,
  "/publishers/$placeId",
  page(() => import("./places/workshops.tsx"), "PublisherPlace"),
);
publisher.addChildren([
  route(
    publisher,
    "/",
    page(() => import("./pages/publisher/home-page.tsx"), "PublisherHome"),
  ),
  route(
    publisher,
    "/actions",
    page(() => import("./pages/actions/offered-actions-page.tsx"), "OfferedActionsPage"),
    "Host actions",
    "actions",
  ),
  route(
    publisher,
    "/sources",
    page(() => import("./pages/work/sources-page.tsx"), "SourcesPage"),
    "Installs by source",
    "sources",
  ),
  route(
    publisher,
    "/questions",
    page(() => import("./pages/publisher/questions-page.tsx"), "QuestionsPage"),
    "Questions",
    "questions",
  ),
  route(publisher, "/people", lists.people, "People", "people"),
  route(publisher, "/sign-in", signinProviders, "Sign-in", "sign-in"),
  route(publisher, "/providers", providers, "Providers", "providers"),
  ...common(publisher),
]);

const shop = createRoute({
  getParentRoute: () => root,
  path: "/shop",
  component: page(() => import("./places/shop-place.tsx"), "ShopPlace"),
  // The side says which pages may frame this one, so a reload needs it at every address.
  search: { middlewares: [retainSearchParams<{ side?: string }>(["side"])] },
});
shop.addChildren([
  route(
    shop,
    "/",
    page(() => import("./pages/shop/market-page.tsx"), "MarketPage"),
  ),
  route(
    shop,
    "/listings/$listingId",
    page(() => import("./pages/shop/listing-page.tsx"), "ListingPage"),
  ),
  route(
    shop,
    "/install/$listingId",
    page(() => import("./pages/shop/install-page.tsx"), "InstallPage"),
  ),
  route(
    shop,
    "/suggest",
    page(() => import("./pages/shop/suggest-page.tsx"), "SuggestPage"),
  ),
  route(
    shop,
    "/wishes",
    page(() => import("./pages/shop/wishes-page.tsx"), "WishesPage"),
  ),
  route(
    shop,
    "/connections",
    page(() => import("./pages/connections/connections-page.tsx"), "ConnectionsPage"),
  ),
  route(
    shop,
    "/activity",
    page(() => import("./pages/activity/activity-page.tsx"), "ActivityPage"),
  ),
  route(
    shop,
    "/notices",
    page(() => import("./pages/notices/notices-page.tsx"), "NoticesPage"),
  ),
  route(
    shop,
    "/own-server",
    page(() => import("./pages/webhooks/own-server-page.tsx"), "OwnServerPage"),
  ),
  route(
    shop,
    "/installations",
    page(() => import("./pages/shop/installed-page.tsx"), "InstalledPage"),
  ),
  route(shop, "/installations/$installationId", lists.installation),
  route(shop, "/runs", lists.runs),
  route(shop, "/runs/$runId", lists.run),
]);

const openLink = page(() => import("./pages/connect/open-link.tsx"), "OpenLink");
const signIn = atOwnDomain
  ? page(() => import("./pages/shop/domain-door.tsx"), "DomainDoor")
  : page(() => import("./pages/sign-in.tsx"), "SignIn");
const gallery = import.meta.env.STOA_GALLERY
  ? [
      route(
        root,
        "/parts",
        page(() => import("./gallery/gallery.tsx"), "Gallery"),
      ),
    ]
  : [];

export const router = createRouter({
  routeTree: root.addChildren([
    createRoute({ getParentRoute: () => root, path: "/", component: Start }),
    route(root, "/sign-in", signIn),
    route(
      root,
      "/sign-in/return/$providerId",
      page(() => import("./pages/sign-in/come-back.tsx"), "ComeBack"),
    ),
    route(
      root,
      "/join",
      page(() => import("./pages/sign-in.tsx"), "Join"),
    ),
    route(
      root,
      "/login",
      page(() => import("./pages/terminal-login/terminal-login.tsx"), "TerminalLogin"),
    ),
    route(
      root,
      "/unsubscribe",
      page(() => import("./pages/notices/unsubscribe-page.tsx"), "UnsubscribePage"),
    ),
    route(root, "/connect/start", openLink),
    route(root, "/connect/link", openLink),
    route(
      root,
      "/connect/return",
      page(() => import("./pages/connect/come-back.tsx"), "ComeBack"),
    ),
    route(
      root,
      "/reference",
      page(() => import("./pages/reference/reference-page.tsx"), "ReferencePage"),
    ),
    operator,
    side,
    publisher,
    shop,
    ...gallery,
  ]),
  defaultPendingComponent: PageSkeleton,
  defaultPendingMs: 200,
  defaultPreload: "intent",
  scrollRestoration: true,
  notFoundMode: "root",
});
