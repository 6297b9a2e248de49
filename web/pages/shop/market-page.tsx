import type { InstallSource, ListingPage } from "@stoa/contract";
import { Button, NativeSelect } from "@mantine/core";
import { useMemo } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { sayError } from "../../api/say-error.ts";
import { useList, type List } from "../../api/use-read.ts";
import { SearchBox } from "../../parts/data-table/search-box.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { countOf } from "../../parts/format/count.ts";
import { Skeleton } from "../../parts/skeleton.tsx";
import { usePlace } from "../../places/place.ts";
import { ListingTiles, TileSkeletons } from "./listing-tiles.tsx";
import { sayCategory } from "../../words/category-words.ts";
import { AskButton, AskLine } from "./ask-line.tsx";
import { WishNews } from "./wish-news.tsx";
import { Arriving, EmptyMarket } from "./empty-market.tsx";
import { t } from "../../words/t.ts";
import styles from "./market-page.module.css";

interface MarketSearch {
  q?: string | number;
  category?: string;
  order?: "popular" | "newest" | "title";
}

type Summary = ListingPage["items"][number];

const nothingYet: Pick<ListingPage, "categories" | "spelled"> = { categories: [], spelled: null };

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
  const first = list.first as ListingPage | undefined;
  const { categories, spelled } = first ?? nothingYet;
  return (
    <>
      <WishNews />
      <Arriving onListed={list.retry} />
      <header className={styles.head}>
        <h1>{t("What do you want to connect?")}</h1>
        <SearchBox
          label={t("Search the marketplace")}
          placeholder={t("Invoices, contacts, a service")}
          size="lg"
          value={words}
          onChange={(text) => set({ q: text || undefined })}
        />
      </header>
      <div className={styles.body}>
        {first ? (
          <Categories categories={categories} chosen={category} onChoose={(name) => set({ category: name })} />
        ) : (
          <CategoriesToCome />
        )}
        <section className={styles.found} aria-label={t("Listings")}>
          <div className={styles.line}>
            <h2>{titleOf(spelled ?? words, category)}</h2>
            {words ? (
              <span className={styles.count}>{list.rows ? countOf(list.rows.length, "listing") : ""}</span>
            ) : (
              <Order order={order} onChange={(next) => set({ order: next })} />
            )}
          </div>
          <Spelled words={words} spelled={spelled} />
          <Found list={list} words={words} from={foundBy(words, category)} onClear={() => set({ q: undefined, category: undefined })} />
        </section>
      </div>
    </>
  );
}

function Spelled({ words, spelled }: { words: string; spelled: string | null }) {
  if (spelled === null) return null;
  return <p className={styles.count}>{t("Nothing here has “{words}”; this is the nearest.", { words })}</p>;
}

function Order({ order, onChange }: { order: string; onChange: (order: string) => void }) {
  const data = [
    { value: "popular", label: t("Most installed") },
    { value: "newest", label: t("Newest") },
    { value: "title", label: t("By name") },
  ];
  return <NativeSelect aria-label={t("Order")} value={order} data={data} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function foundBy(words: string, category: string | undefined): InstallSource {
  if (words) return "search";
  return category ? "category" : "browse";
}

interface FoundProps {
  list: List<Summary>;
  words: string;
  from: InstallSource;
  onClear: () => void;
}

function Found({ list, words, from, onClear }: FoundProps) {
  if (list.error) return <ErrorState error={sayError(list.error)} onRetry={list.retry} />;
  if (!list.rows) return <TileSkeletons />;
  if (list.rows.length === 0) return <Nothing words={words} onClear={onClear} />;
  return (
    <>
      <ListingTiles listings={list.rows} from={from} />
      {list.more ? (
        <Button variant="default" className={styles.more} loading={list.more.loading} onClick={list.more.load}>
          {t("Show more")}
        </Button>
      ) : null}
      <AskLine words={words} />
    </>
  );
}

function titleOf(query: string, category: string | undefined): string {
  if (query) return t("Found for “{query}”", { query });
  // In what order stands beside it, where it is chosen.
  return category ? sayCategory(category) : t("All integrations");
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
        aria-label={t("Category")}
        value={chosen ?? ""}
        data={[
          { value: "", label: t("Every category") },
          ...categories.map(({ name, count }) => ({ value: name, label: `${sayCategory(name)} (${count})` })),
        ]}
        onChange={(event) => onChoose(event.currentTarget.value || undefined)}
      />
      <nav className={styles.categories} aria-label={t("Categories")}>
        <button type="button" aria-pressed={!chosen} onClick={() => onChoose(undefined)}>
          {t("Everything")}
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

/** Their room, so that nothing moves when they come. */
function CategoriesToCome() {
  return (
    <>
      <div className={styles.choice}>
        <Skeleton height="var(--control)" />
      </div>
      <div className={styles.categories}>
        <Skeleton height="36px" />
        <Skeleton height="36px" />
        <Skeleton height="36px" />
      </div>
    </>
  );
}

function Nothing({ words, onClear }: { words: string; onClear: () => void }) {
  return (
    <EmptyState
      title={t("Nothing matches")}
      action={
        <>
          <AskButton words={words} />
          <Button variant="default" onClick={onClear}>
            {t("Show everything")}
          </Button>
        </>
      }
    >
      <p>{t("Try the name of the service, or what should happen: “copy invoices”, “mail me”.")}</p>
      <p>{t("Or ask for it: what many ask for comes first, and you are told here once it is there.")}</p>
    </EmptyState>
  );
}
