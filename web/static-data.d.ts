import "@tanstack/react-router";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** The crumb of this page, under the place's own. */
    crumb?: string;
    /** Where that crumb leads, below the place: "runs". */
    list?: string;
  }
}
