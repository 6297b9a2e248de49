import { Button } from "@mantine/core";
import { countOf, nounOf } from "../format/count.ts";
import { DownloadIcon } from "../icons.ts";
import { FilterMenu } from "./filter-menu.tsx";
import { isFiltered, mergeQuery, noQuery, readTyped, type FilterSpec, type ListQuery } from "./list-query.ts";
import { SearchBox } from "./search-box.tsx";
import { t } from "../../words/t.ts";
import styles from "./data-table.module.css";

interface TableBarProps {
  noun: string;
  nouns?: string | undefined;
  shown: number;
  /** How many the query finds; null when too many to count. */
  total: number | null | undefined;
  specs: readonly FilterSpec[];
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
  onExport?: (() => void) | undefined;
  searchable: boolean;
  /** True where the search field says that filters can be typed, which is for people who live in such lists. */
  typable: boolean;
}

/** What stands over the rows: search, filters, the count, the export. */
export function TableBar(props: TableBarProps) {
  const nouns = props.nouns ?? `${props.noun}s`;
  return (
    <div className={styles.bar}>
      {props.searchable ? (
        <div className={styles.search}>
          <SearchBox
            label={t("Search {nouns}", { nouns: nounOf(nouns) })}
            placeholder={
              props.typable && props.specs[0]
                ? t("Search, or type {key}:…", { key: props.specs[0].key })
                : t("Search {nouns}", { nouns: nounOf(nouns) })
            }
            value={props.query.q}
            onChange={(text) => props.onQuery(mergeQuery(props.query, readTyped(text, props.specs), props.specs))}
          />
        </div>
      ) : null}
      {props.specs.map((spec) => (
        <FilterMenu key={spec.key} spec={spec} query={props.query} onQuery={props.onQuery} />
      ))}
      {isFiltered(props.query) ? (
        <Button variant="subtle" onClick={() => props.onQuery(noQuery)}>
          {t("Clear all")}
        </Button>
      ) : null}
      <span className={styles.end}>
        <span className={styles.count} role="status">
          {countText(props, nouns)}
        </span>
        {props.onExport ? (
          <Button variant="subtle" leftSection={<DownloadIcon size={16} />} onClick={props.onExport}>
            {t("Save as table (CSV)")}
          </Button>
        ) : null}
      </span>
    </div>
  );
}

function countText({ shown, total, noun }: TableBarProps, nouns: string): string {
  if (total === undefined) return shown > 0 ? countOf(shown, noun, nouns) : "";
  if (total === null) return t("{count} shown, and more", { count: countOf(shown, noun, nouns) });
  return shown < total ? t("{shown} of {count}", { shown, count: countOf(total, noun, nouns) }) : countOf(total, noun, nouns);
}
