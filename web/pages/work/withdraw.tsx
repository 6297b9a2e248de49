import type { Listing } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { usePlace } from "../../places/place.ts";

/** Takes a listing out of the marketplace. */
export function Withdraw({ listing }: { listing: Listing }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const withdraw = useAct([`${place.api}/listings`]);
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        Withdraw
      </Button>
      <Confirm
        open={asked}
        title={`Withdraw ${listing.title}?`}
        verb={`Withdraw ${listing.title}`}
        goes={["Its place in the marketplace: nobody new can find or install it"]}
        stays={[
          `The ${listing.installs === 1 ? "one installation" : `${listing.installs} installations`} of it go on working`,
          "Its text; submitting it again brings it back",
        ]}
        busy={withdraw.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() =>
          withdraw.mutate(
            { method: "POST", path: `${place.api}/listings/${listing.id}/withdraw`, body: {} },
            { onSuccess: () => setAsked(false) },
          )
        }
      />
    </>
  );
}
