import type { Integration, ListingPage } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useAct } from "../../api/use-read.ts";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";

/** The one thing that stands between this integration and its customers, with the button for it. */
export function NextMove({ integration, listings }: { integration: Integration; listings: ListingPage["items"] | undefined }) {
  const place = usePlace();
  const publish = useAct([`${place.api}/integrations`]);
  const { stable, latest } = integration;
  const tab = (name: string, label: string) => (
    <Button component={Link} to="." search={{ tab: name } as never} size="xs" variant="default">
      {label}
    </Button>
  );
  if (!latest)
    return (
      <Notice meaning="needs" action={tab("code", "Where to push")}>
        Nothing is built yet. Push your program; a build makes the first release.
      </Notice>
    );
  if (!stable || stable.number < latest.number) {
    const act = () => publish.mutate({ method: "POST", path: `${place.api}/integrations/${integration.id}/releases/${latest.id}/publish` });
    return (
      <Notice
        meaning="needs"
        action={
          <Button size="xs" loading={publish.isPending} onClick={act}>
            Publish {latest.version}
          </Button>
        }
      >
        {stable
          ? `${latest.version} is built; customers still get ${stable.version}.`
          : `${latest.version} is built, and no release is published: customers cannot install it.`}
      </Notice>
    );
  }
  if (listings?.length === 0)
    return (
      <Notice meaning="needs" action={tab("listings", "Write a listing")}>
        {stable.version} is published. It is in no marketplace yet.
      </Notice>
    );
  const waiting = listings?.find((listing) => listing.state === "draft" || listing.state === "rejected");
  if (waiting)
    return (
      <Notice meaning="needs" action={tab("listings", "Open the listing")}>
        {waiting.state === "rejected"
          ? "A host sent your listing back; its reason stands there."
          : "Your listing is a draft. Submit it for the host's review."}
      </Notice>
    );
  return null;
}
