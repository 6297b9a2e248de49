import { Html } from "./html.ts";

/** Strokes on a 24 px grid, after the Tabler set (MIT). */
const strokes = {
  home: '<path d="M5 12H3l9-9 9 9h-2M5 12v7a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-7M10 21v-6h4v6"/>',
  contacts:
    '<circle cx="9" cy="7" r="4"/><path d="M3 21v-2a4 4 0 0 1 4-4h4a4 4 0 0 1 4 4v2M16 3.1a4 4 0 0 1 0 7.8M21 21v-2a4 4 0 0 0-3-3.9"/>',
  invoices: '<path d="M14 3v4a1 1 0 0 0 1 1h4M17 21H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h7l5 5v11a2 2 0 0 1-2 2ZM9 13h6M9 17h6"/>',
  integrations:
    '<path d="M7 12l5 5-1.500 1.500a3.540 3.540 0 1 1-5-5L7 12ZM17 12l-5-5 1.500-1.500a3.540 3.540 0 1 1 5 5L17 12ZM3 21l2.500-2.500M18.500 5.500 21 3M10 11l-2 2M13 14l-2 2"/>',
  settings:
    '<path d="M4 6h8M16 6h4M4 12h2M10 12h10M4 18h11M19 18h1"/><circle cx="14" cy="6" r="2"/><circle cx="8" cy="12" r="2"/><circle cx="17" cy="18" r="2"/>',
  search: '<circle cx="10" cy="10" r="7"/><path d="m21 21-6-6"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  leave: '<path d="M14 8V6a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2-2v-2M9 12h12l-3-3M18 15l3-3"/>',
  late: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 3"/>',
  paid: '<circle cx="12" cy="12" r="9"/><path d="m9 12 2 2 4-4"/>',
  sent: '<path d="M10 14 21 3M21 3l-6.500 18a.55.55 0 0 1-1 0L10 14l-7-3.500a.55.55 0 0 1 0-1L21 3"/>',
  draft: '<path d="M4 20h4L18.500 9.500a2.830 2.830 0 1 0-4-4L4 16v4M13.500 6.500l4 4"/>',
  void: '<circle cx="12" cy="12" r="9"/><path d="m5.700 5.700 12.600 12.600"/>',
  back: '<path d="m15 6-6 6 6 6"/>',
} as const;

export type IconName = keyof typeof strokes;

/** A decorative icon: the words beside it carry the meaning. */
export function icon(name: IconName): Html {
  return new Html(
    `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${strokes[name]}</svg>`,
  );
}
