import { Button } from "@mantine/core";
import { CheckIcon, CloseIcon, OpenIcon } from "../icons.ts";
import { Menu, MenuItem } from "../menu.tsx";
import { toggleFilter, type FilterSpec, type ListQuery } from "./list-query.ts";
import { t } from "../../words/t.ts";
import styles from "./data-table.module.css";

/** One filter: a menu of its values, the chosen ones written on the button. */
export function FilterMenu({ spec, query, onQuery }: { spec: FilterSpec; query: ListQuery; onQuery: (query: ListQuery) => void }) {
  const chosen = query.filters[spec.key] ?? [];
  const [only, ...others] = spec.options;
  if (only && others.length === 0) return <FilterSwitch {...{ spec, query, onQuery }} option={only} />;
  const labels = spec.options.filter((option) => chosen.includes(option.value)).map((option) => option.label);
  const button = (
    <Button variant="default" className={styles.filter} data-chosen={chosen.length > 0 || undefined} rightSection={<OpenIcon size={14} />}>
      {labels.length > 0
        ? `${spec.title}: ${labels.length > 2 ? t("{count} chosen", { count: labels.length }) : labels.join(", ")}`
        : spec.title}
    </Button>
  );
  return (
    <Menu target={button} edge="bottom-start" stays>
      {spec.options.map((option) => (
        <MenuItem
          key={option.value}
          checked={chosen.includes(option.value)}
          icon={<span className={styles.tick}>{chosen.includes(option.value) ? <CheckIcon size={14} /> : null}</span>}
          onChoose={() => onQuery(toggleFilter(query, spec.key, option.value, spec.single))}
        >
          {option.label}
        </MenuItem>
      ))}
      {chosen.length > 0 ? (
        <MenuItem icon={<CloseIcon size={14} />} onChoose={() => onQuery({ ...query, filters: without(query, spec.key) })}>
          {t("Clear")}
        </MenuItem>
      ) : null}
    </Menu>
  );
}

interface FilterSwitchProps {
  spec: FilterSpec;
  option: FilterSpec["options"][number];
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

/** A filter of one value is a button that is on or off. */
function FilterSwitch({ spec, option, query, onQuery }: FilterSwitchProps) {
  const isOn = (query.filters[spec.key] ?? []).includes(option.value);
  return (
    <Button
      variant="default"
      className={styles.filter}
      aria-pressed={isOn}
      data-chosen={isOn || undefined}
      {...(isOn ? { leftSection: <CheckIcon size={14} /> } : {})}
      onClick={() => onQuery(toggleFilter(query, spec.key, option.value, spec.single))}
    >
      {option.label}
    </Button>
  );
}

function without(query: ListQuery, key: string): ListQuery["filters"] {
  return Object.fromEntries(Object.entries(query.filters).filter(([name]) => name !== key));
}
