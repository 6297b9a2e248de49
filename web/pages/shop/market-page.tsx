import type { ListingPage } from "@stoa/contract";
import { Button, NativeSelect } from "@mantine/core";
import { useMemo } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { sayError } from "../../api/say-error.ts";
import { useList } from "../../api/use-read.ts";
import { SearchBox } from "../../parts/data-table/search-box.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { countOf } from "../../parts/format/count.ts";
import { usePlace } from "../../places/place.ts";
import { ListingTiles, TileSkeletons } from "./listing-tiles.tsx";
import styles from "./market-page.module.css";

interface MarketSearch {
  q?: string;
  category?: string;
  order?: "popular" | "newest" | "title";
}

type Summary = ListingPage["items"][number];

/** The marketplace: the search box first, then what is popular here, by category. */
export function MarketPage() {
  const place = usePlace();
  const search: MarketSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = (change: MarketSearch) => void navigate({ to: ".", replace: true, search: (before: object) => ({ ...before, ...change }) });
  const order = search.q ? "relevance" : (search.order ?? "popular");
  const query = useMemo(
    () => ({ q: search.q === undefined ? undefined : String(search.q), category: search.category, order, limit: 24 }),
    [search.q, search.category, order],
  );
  const list = useList<Summary>(`${place.api}/listings`, query);
  const categories = (list.first as ListingPage | undefined)?.categories ?? [];
  return (
    <>
      <header className={styles.head}>
        <h1>What do you want to connect?</h1>
        <SearchBox
          label="Search the marketplace"
          placeholder="Invoices, contacts, a service's name"
          size="lg"
          value={String(search.q ?? "")}
          onChange={(text) => set({ q: text || undefined } as MarketSearch)}
        />
      </header>
      <div className={styles.body}>
        <Categories categories={categories} chosen={search.category} onChoose={(category) => set({ category } as MarketSearch)} />
        <section className={styles.found} aria-label="Listings">
          <div className={styles.line}>
            <h2>{titleOf(search, order)}</h2>
            {search.q ? (
              <span className={styles.count}>{list.rows ? countOf(list.rows.length, "listing") : ""}</span>
            ) : (
              <NativeSelect
                aria-label="Order"
                value={order}
                data={[
                  { value: "popular", label: "Most installed" },
                  { value: "newest", label: "Newest" },
                  { value: "title", label: "By name" },
                ]}
                onChange={(event) => set({ order: event.currentTarget.value as "popular" })}
              />
            )}
          </div>
          {list.error ? <ErrorState error={sayError(list.error)} onRetry={list.retry} /> : null}
          {!list.rows && !list.error ? <TileSkeletons /> : null}
          {list.rows?.length === 0 ? (
            <Nothing search={search} onClear={() => set({ q: undefined, category: undefined } as unknown as MarketSearch)} />
          ) : null}
          {list.rows ? <ListingTiles listings={list.rows} /> : null}
          {list.more ? (
            <Button variant="default" className={styles.more} loading={list.more.loading} onClick={list.more.load}>
              Show more
            </Button>
          ) : null}
        </section>
      </div>
    </>
  );
}

function titleOf(search: MarketSearch, order: string): string {
  if (search.q) return `Found for “${search.q}”`;
  const words = { popular: "Most installed", newest: "Newest", title: "All, by name" }[order] ?? "All";
  return search.category ? `${words} in ${search.category}` : words;
}

function Categories({
  categories,
  chosen,
  onChoose,
}: {
  categories: readonly { name: string; count: number }[];
  chosen: string | undefined;
  onChoose: (name: string | undefined) => void;
}) {
  if (categories.length === 0 && !chosen) return <span />;
  return (
    <nav className={styles.categories} aria-label="Categories">
      <button type="button" aria-pressed={!chosen} onClick={() => onChoose(undefined)}>
        Everything
      </button>
      {categories.map((category) => (
        <button
          key={category.name}
          type="button"
          aria-pressed={category.name === chosen}
          onClick={() => onChoose(category.name === chosen ? undefined : category.name)}
        >
          <span>{category.name}</span>
          <span className={styles.number}>{category.count}</span>
        </button>
      ))}
    </nav>
  );
}

function Nothing({ search, onClear }: { search: MarketSearch; onClear: () => void }) {
  if (!search.q && !search.category) {
    return (
      <EmptyState title="Nothing is listed yet">
        <p>Integrations appear here as soon as their publishers submit them and they are approved.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing matches"
      action={
        <Button variant="default" onClick={onClear}>
          Show everything
        </Button>
      }
    >
      <p>Try the name of the service, or what should happen: “copy invoices”, “mail me”.</p>
    </EmptyState>
  );
}
