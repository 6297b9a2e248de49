import type { Because, SuggestionList } from "@stoa/contract";
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useRead } from "../../api/use-read.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { usePlace } from "../../places/place.ts";
import { sayCategory } from "../../words/category-words.ts";
import { t } from "../../words/t.ts";
import { AskLine } from "./ask-line.tsx";
import { ListingTiles } from "./listing-tiles.tsx";

type Value = string | number;
interface SuggestSearch {
  provider?: Value;
  object?: Value;
  category?: Value;
  words?: Value;
  limit?: Value;
}

/** What fits a page of the host's product and is not installed, each with the reason. */
export function SuggestPage() {
  const place = usePlace();
  const { provider, object, category, words, limit }: SuggestSearch = useSearch({ strict: false });
  const query = useMemo(() => ({ provider, object, category, words, limit }), [provider, object, category, words, limit]);
  const found = useRead<SuggestionList>(`${place.api}/suggestions`, query);
  return (
    <>
      <h1 className="visually-hidden">{t("Suggested integrations")}</h1>
      <Loaded query={found}>
        {({ items }) =>
          items.length === 0 ? (
            <AskLine words={String(object ?? provider ?? words ?? "")} />
          ) : (
            <ListingTiles
              listings={items}
              from="suggest"
              noteOf={(listing) => sayBecause(items.find(({ id }) => id === listing.id)?.because[0])}
            />
          )
        }
      </Loaded>
    </>
  );
}

function sayBecause(because: Because | undefined): string | undefined {
  const text = because?.text ?? "";
  if (because?.kind === "provider") return t("Works with {name}", { name: text });
  if (because?.kind === "category") return t("In {category}", { category: sayCategory(text) });
  if (because?.kind === "popular") return t("Most installed");
  return because ? t("Fits “{words}”", { words: text }) : undefined;
}
