import type { Place } from "@stoa/contract";

type Role = Place["roles"][number];

/** Roles as people read them, each with what it may do. */
export const roleWords: Record<Role, { word: string; may: string }> = {
  operator: { word: "Operator", may: "everything in this deployment" },
  host_owner: { word: "Owner", may: "everything of the host" },
  host_reviewer: { word: "Reviewer", may: "decide on listings" },
  host_support: { word: "Support", may: "see customers, installations and runs" },
  publisher_owner: { word: "Owner", may: "everything of the publisher" },
  publisher_developer: { word: "Developer", may: "build, release and see runs" },
  customer_owner: { word: "Owner", may: "install, configure and uninstall" },
  customer_configurer: { word: "Configurer", may: "configure and run" },
  customer_viewer: { word: "Viewer", may: "look" },
};
