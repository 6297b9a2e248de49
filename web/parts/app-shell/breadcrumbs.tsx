import { Link } from "@tanstack/react-router";
import { GoIcon } from "../icons.ts";
import styles from "./workshop-shell.module.css";

export interface Crumb {
  title: string;
  href?: string;
}

/** Where this page stands; the last crumb is the page itself. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Where you are" className={styles.crumbs}>
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={`${crumb.title}-${crumb.href ?? ""}`}>
            {index > 0 ? <GoIcon size={14} aria-hidden /> : null}
            {crumb.href && index < crumbs.length - 1 ? (
              <Link to={crumb.href}>{crumb.title}</Link>
            ) : (
              <span aria-current={index === crumbs.length - 1 ? "page" : undefined}>{crumb.title}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
