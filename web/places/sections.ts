import type { NavSection } from "../parts/app-shell/side-nav.tsx";
import {
  AlertIcon,
  BuildIcon,
  ChartIcon,
  CodeIcon,
  GuardIcon,
  HelpIcon,
  HomeIcon,
  InboxIcon,
  InstallationsIcon,
  IntegrationIcon,
  KeyIcon,
  ListIcon,
  MarketIcon,
  NextIcon,
  PeopleIcon,
  PersonIcon,
  ReachIcon,
  ServerIcon,
  SearchIcon,
  SettingsIcon,
  WishIcon,
} from "../parts/icons.ts";
import type { OpenPlace, PlaceKind } from "./place.ts";

type Build = (href: string) => NavSection[];

const work = (href: string) => [
  { label: "Installations", href: `${href}/installations`, icon: InstallationsIcon },
  { label: "Runs", href: `${href}/runs`, icon: ListIcon },
];

const sections: Record<Exclude<PlaceKind, "customer">, Build> = {
  operator: (href) => [
    {
      items: [
        { label: "Home", href, icon: HomeIcon, exact: true },
        { label: "Status", href: `${href}/status`, icon: ServerIcon },
        { label: "Alerts", href: `${href}/alerts`, icon: AlertIcon },
      ],
    },
    {
      title: "Who",
      items: [
        { label: "Hosts", href: `${href}/hosts`, icon: MarketIcon },
        { label: "Publishers", href: `${href}/publishers`, icon: PersonIcon },
        { label: "Customers", href: `${href}/customers`, icon: PeopleIcon },
        { label: "Limits", href: `${href}/limits`, icon: GuardIcon },
      ],
    },
    { title: "What", items: [{ label: "Listings", href: `${href}/listings`, icon: IntegrationIcon }, ...work(href)] },
    {
      title: "Access",
      items: [
        { label: "Sign-in", href: `${href}/sign-in`, icon: GuardIcon },
        { label: "Tokens", href: `${href}/tokens`, icon: KeyIcon },
      ],
    },
  ],
  side: (href) => [
    {
      items: [
        { label: "Home", href, icon: HomeIcon, exact: true },
        { label: "Listings", href: `${href}/listings`, icon: InboxIcon },
        { label: "Wishes", href: `${href}/wishes`, icon: WishIcon },
      ],
    },
    {
      title: "What happens",
      items: [
        { label: "Customers", href: `${href}/customers`, icon: PeopleIcon },
        { label: "Installs and failures", href: `${href}/weeks`, icon: ChartIcon },
        { label: "Installs by source", href: `${href}/sources`, icon: SearchIcon },
        ...work(href),
      ],
    },
    {
      title: "Set up",
      items: [
        { label: "Publishers", href: `${href}/publishers`, icon: PersonIcon },
        { label: "From test to live", href: `${href}/promotion`, icon: NextIcon },
        { label: "Search words", href: `${href}/search-words`, icon: SearchIcon },
        { label: "Look and frame", href: `${href}/look`, icon: SettingsIcon },
        { label: "Own domains", href: `${href}/domains`, icon: ServerIcon },
        { label: "Providers", href: `${href}/providers`, icon: ReachIcon },
        { label: "API and actions", href: `${href}/actions`, icon: CodeIcon },
        { label: "Sign-in keys", href: `${href}/keys`, icon: GuardIcon },
        { label: "Webhooks", href: `${href}/webhooks`, icon: AlertIcon },
        { label: "Limits", href: `${href}/limits`, icon: BuildIcon },
        { label: "People", href: `${href}/people`, icon: PeopleIcon },
        { label: "Your people's sign-in", href: `${href}/sign-in`, icon: PersonIcon },
        { label: "Tokens", href: `${href}/tokens`, icon: KeyIcon },
      ],
    },
  ],
  publisher: (href) => [
    {
      items: [
        { label: "Home", href, icon: HomeIcon, exact: true },
        { label: "Integrations", href: `${href}/integrations`, icon: IntegrationIcon },
        { label: "Questions", href: `${href}/questions`, icon: HelpIcon },
      ],
    },
    {
      title: "What happens",
      items: [
        ...work(href),
        { label: "Installs by source", href: `${href}/sources`, icon: SearchIcon },
        { label: "Builds", href: `${href}/builds`, icon: BuildIcon },
      ],
    },
    {
      title: "Set up",
      items: [
        { label: "Host actions", href: `${href}/actions`, icon: CodeIcon },
        { label: "Providers", href: `${href}/providers`, icon: ReachIcon },
        { label: "People", href: `${href}/people`, icon: PeopleIcon },
        { label: "Sign-in", href: `${href}/sign-in`, icon: GuardIcon },
        { label: "Tokens", href: `${href}/tokens`, icon: KeyIcon },
      ],
    },
  ],
};

/** The places at the side of a workshop. */
export function sectionsOf(place: OpenPlace): NavSection[] {
  return place.kind === "customer" ? [] : sections[place.kind](place.href);
}
