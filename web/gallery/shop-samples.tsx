import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { SearchBox } from "../parts/data-table/search-box.tsx";
import { HealthBar } from "../parts/health-bar.tsx";
import { MeaningBadge } from "../parts/meaning-badge.tsx";
import { Monogram } from "../parts/monogram.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { ShopShell } from "../parts/shop-shell.tsx";
import { sampleHealth } from "./samples.ts";

/** The shop's frame in a host's colour. */
export function ShopSamples() {
  return (
    <ShopShell
      look={{ accent: "#c2410c" }}
      places={
        <>
          <Link to="/parts" data-here>
            Marketplace
          </Link>
          <Link to="/">Installed</Link>
        </>
      }
    >
      <PageHead
        picture={<Monogram id="lst_9" name="Invoice sync" size={64} />}
        title="Invoice sync"
        mark={<MeaningBadge meaning="fine" word="Healthy for 90 days" />}
        line="Copies paid invoices to your ledger every night."
        actions={<Button>Install</Button>}
      />
      <SearchBox label="Search the marketplace" value="" onChange={() => undefined} size="lg" />
      <HealthBar days={sampleHealth()} />
    </ShopShell>
  );
}
