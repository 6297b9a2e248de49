import { Link } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { formatCount } from "../format/count.ts";
import styles from "./workshop-shell.module.css";

export interface NavItem {
  label: string;
  href: string;
  icon: ComponentType<{ size?: number; "aria-hidden"?: boolean }>;
  /** How many things there wait for someone; 0 shows nothing. */
  waiting?: number;
  /** True where deeper pages do not count as this place. */
  exact?: boolean;
}

export interface NavSection {
  title?: string;
  items: readonly NavItem[];
}

/** The places of the workshop. */
export function SideNav({ sections, onGo }: { sections: readonly NavSection[]; onGo?: () => void }) {
  return (
    <nav aria-label="Main" className={styles.nav}>
      {sections.map((section, index) => (
        <div key={section.title ?? index} className={styles.section}>
          {section.title ? <p className={styles.sectionTitle}>{section.title}</p> : null}
          {section.items.map(({ icon: Icon, ...item }) => (
            <Link
              key={item.href}
              to={item.href}
              className={styles.place}
              activeOptions={{ exact: item.exact ?? false, includeSearch: false }}
              activeProps={{ "data-here": true, "aria-current": "page" }}
              {...(onGo ? { onClick: onGo } : {})}
            >
              <Icon size={16} aria-hidden />
              <span>{item.label}</span>
              {item.waiting ? <span className={styles.waiting}>{formatCount(item.waiting)}</span> : null}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
