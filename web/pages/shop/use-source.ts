import { installSources, type InstallSource } from "@stoa/contract";
import { useSearch } from "@tanstack/react-router";
import { useSettings } from "../../frame/use-settings.ts";

/** How the reader came to the listing: as the address says, else by the element's install view, else by a link to it. */
export function useSource(): InstallSource {
  const { from }: { from?: string } = useSearch({ strict: false });
  const settings = useSettings();
  return installSources.find((source) => source === from) ?? (settings?.view === "install" ? "host_page" : "link");
}
