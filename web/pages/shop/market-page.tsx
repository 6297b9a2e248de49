import type { ListingPage } from "@stoa/contract";
import { Button, NativeSelect } from "@mantine/core";
import { useMemo } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { sayError } from "../../api/say-error.ts";
import { useList, type List } from "../../api/use-read.ts";
import { SearchBox } from "../../parts/data-table/search-box.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { countOf } from "../../parts/format/count.ts";
import { usePlace } from "../../places/place.ts";
import { ListingTiles, TileSkeletons } from "./listing-tiles.tsx";
import { sayCategory } from "../../words/category-words.ts";
import { EmptyMarket } from "./empty-market.tsx";
import styles from "./market-page.module.css";

interface MarketSearch {
  q?: string | number;
  category?: string;
  order?: "popular" | "newest" | "title";
}

type Summary = ListingPage["items"][number];

/** The marketplace: the search box first, then what is popular here, by category. */
export function MarketPage() {
  const place = usePlace();
  const { q, category, order = "popular" }: MarketSearch = useSearch({ strict: false });
  const words = String(q ?? "");
  const navigate = useNavigate();
  const set = (change: Partial<Record<keyof MarketSearch, string | undefined>>) =>
    void navigate({ to: ".", replace: true, search: (before: object) => ({ ...before, ...change }) });
  const query = useMemo(
    () => ({ q: words || undefined, category, order: words ? "relevance" : order, limit: 24 }),
    [words, category, order],
  );
  const list = useList<Summary>(`${place.api}/listings`, query);
  const filtered = words !== "" || category !== undefined;
  if (list.rows?.length === 0 && !filtered) return <EmptyMarket onListed={list.retry} />;
  const categories = (list.first as ListingPage | undefined)?.categories ?? [];
  return (
    <>
      <header className={styles.head}>
        <h1>What do you want to connect?</h1>
        <SearchBox
          label="Search the marketplace"
          placeholder="Invoices, contacts, a service's name"
          size="lg"
          value={words}
          onChange={(text) => set({ q: text || undefined })}
        />
      </header>
      <div className={styles.body}>
        <Categories categories={categories} chosen={category} onChoose={(name) => set({ category: name })} />
        <section className={styles.found} aria-label="Listings">
          <div className={styles.line}>
            <h2>{titleOf(words, category, order)}</h2>
            {words ? (
              <span className={styles.count}>{list.rows ? countOf(list.rows.length, "listing") : ""}</span>
            ) : (
              <Order order={order} onChange={(next) => set({ order: next })} />
            )}
          </div>
          <Found list={list} onClear={() => set({ q: undefined, category: undefined })} />
        </section>
      </div>
    </>
  );
}

function Order({ order, onChange }: { order: string; onChange: (order: string) => void }) {
  const data = [
    { value: "popular", label: "Most installed" },
    { value: "newest", label: "Newest" },
    { value: "title", label: "By name" },
  ];
  return <NativeSelect aria-label="Order" value={order} data={data} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function Found({ list, onClear }: { list: List<Summary>; onClear: () => void }) {
  if (list.error) return <ErrorState error={sayError(list.error)} onRetry={list.retry} />;
  if (!list.rows) return <TileSkeletons />;
  if (list.rows.length === 0) return <Nothing onClear={onClear} />;
  return (
    <>
      <ListingTiles listings={list.rows} />
      {list.more ? (
        <Button variant="default" className={styles.more} loading={list.more.loading} onClick={list.more.load}>
          Show more
        </Button>
      ) : null}
    </>
  );
}

function titleOf(query: string, category: string | undefined, order: string): string {
  if (query) return `Found for “${query}”`;
  const words = { popular: "Most installed", newest: "Newest", title: "All, by name" }[order] ?? "All";
  return category ? `${words} in ${sayCategory(category)}` : words;
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
    <>
      <NativeSelect
        className={styles.choice}
        aria-label="Category"
        value={chosen ?? ""}
        data={[
          { value: "", label: "Every category" },
          ...categories.map(({ name, count }) => ({ value: name, label: `${sayCategory(name)} (${count})` })),
        ]}
        onChange={(event) => onChoose(event.currentTarget.value || undefined)}
      />
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
            <span>{sayCategory(category.name)}</span>
            <span className={styles.number}>{category.count}</span>
          </button>
        ))}
      </nav>
    </>
  );
}

function Nothing({ onClear }: { onClear: () => void }) {
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
