import { installSources, type InstallSource, type InstallSourceList } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { useListAddress } from "../../parts/data-table/use-list-address.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { formatShare } from "../../parts/format/count.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { usePlace } from "../../places/place.ts";

type Row = InstallSourceList["items"][number];

const names: Record<InstallSource, string> = {
  search: "Search",
  category: "Category",
  browse: "Front page",
  suggest: "Suggestion",
  link: "Link",
  host_page: "Install view",
  direct: "API",
};

const columns: Column<Row>[] = [
  { key: "listing", title: "Listing", cell: (row) => row.listing.title, text: (row) => row.listing.title, phone: "title" },
  {
    key: "installs",
    title: "Installs",
    cell: (row) => row.installs,
    text: (row) => String(row.installs),
    align: "end",
    width: "88px",
    phone: "mark",
  },
  ...installSources.map((source): Column<Row> => ({
    key: source,
    title: names[source],
    cell: (row) => row.sources[source] || "",
    text: (row) => String(row.sources[source] ?? 0),
    align: "end",
    width: "104px",
  })),
  { key: "most", title: "Mostly by", cell: (row) => sayMost(row), phone: "line", width: "176px" },
];

function sayMost(row: Row): string {
  const [source, count] =
    installSources.map((one) => [one, row.sources[one] ?? 0] as const).toSorted((one, other) => other[1] - one[1])[0] ?? [];
  return source && count ? `${names[source]}, ${formatShare(count, row.installs)}` : "Not recorded";
}

const specs: FilterSpec[] = [
  {
    key: "weeks",
    title: "Period",
    single: true,
    options: [4, 12, 26, 52].map((weeks) => ({ value: String(weeks), label: `${weeks} weeks` })),
  },
];

/** How customers came to install each listing: found it themselves, were shown it, or were sent to it. */
export function SourcesPage() {
  const place = usePlace();
  const [query, setQuery] = useListAddress(specs);
  const weeks = query.filters["weeks"]?.[0] ?? "12";
  const found = useRead<InstallSourceList>(`${place.api}/install-sources`, { weeks });
  return (
    <>
      <PageHead
        title="Installs by source"
        line={`Of ${weeks} weeks. Link: an address that leads to the listing; install view: the element in a page of the product; API: none of these pages.`}
      />
      <Loaded query={found}>
        {({ items }) => (
          <DataTable
            noun="listing"
            rows={items.filter((row) => row.listing.title.toLowerCase().includes(query.q.toLowerCase()))}
            columns={columns}
            rowKey={(row) => row.listing.id}
            rowHref={(row) => `${place.href}/listings/${row.listing.id}`}
            specs={specs}
            query={query}
            onQuery={setQuery}
            exportable
            empty={
              <EmptyState title="Nothing was installed in these weeks">
                <p>
                  Each listing stands here once it is installed, with how many found it by a search, a category, a suggestion or a link.
                </p>
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </>
  );
}
