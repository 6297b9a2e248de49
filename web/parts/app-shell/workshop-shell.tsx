import { ActionIcon } from "@mantine/core";
import { useCallback, useState, type ReactNode } from "react";
import { Dialog } from "../dialog.tsx";
import { MenuIcon, SearchIcon } from "../icons.ts";
import { useRegister } from "../use-register.ts";
import { Breadcrumbs, type Crumb } from "./breadcrumbs.tsx";
import { CommandPalette } from "./command-palette.tsx";
import type { PaletteItem } from "./palette-match.ts";
import { SideNav, type NavSection } from "./side-nav.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";
import { usePageKeys } from "./use-page-keys.ts";
import styles from "./workshop-shell.module.css";

interface WorkshopShellProps {
  /** Whose workshop this is, above the places: the name and a switch to others. */
  owner: ReactNode;
  sections: readonly NavSection[];
  crumbs: readonly Crumb[];
  palette: readonly PaletteItem[];
  findObjects?: (query: string, signal: AbortSignal) => Promise<readonly PaletteItem[]>;
  /** The signed-in person's menu. */
  person?: ReactNode;
  /** Over every page of a side that is not the live one. */
  band?: ReactNode;
  children: ReactNode;
}

/** The frame of the consoles: places at the side, where you are at the top, ctrl-K everywhere. */
export function WorkshopShell(props: WorkshopShellProps) {
  const [palette, setPalette] = useState(false);
  const [places, setPlaces] = useState(false);
  useRegister("workshop");
  usePageKeys(useCallback(() => setPalette(true), []));
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <aside className={styles.side}>
        <div className={styles.stay}>
          <div className={styles.owner}>{props.owner}</div>
          <SideNav sections={props.sections} />
        </div>
      </aside>
      <header className={styles.top}>
        <span className={styles.menu}>
          <ActionIcon aria-label="Places" onClick={() => setPlaces(true)}>
            <MenuIcon size={18} />
          </ActionIcon>
        </span>
        <Breadcrumbs crumbs={props.crumbs} />
        <button type="button" className={styles.find} onClick={() => setPalette(true)} aria-keyshortcuts="Control+K">
          <SearchIcon size={16} aria-hidden />
          <span>Find anything</span>
          <kbd aria-hidden>ctrl K</kbd>
        </button>
        <ThemeSwitch />
        {props.person}
      </header>
      <main id="content" className={styles.main} tabIndex={-1}>
        {props.band}
        {props.children}
      </main>
      <Dialog open={places} title="Places" place="start" onClose={() => setPlaces(false)}>
        <div className={styles.drawer}>
          <div className={styles.owner}>{props.owner}</div>
          <SideNav sections={props.sections} onGo={() => setPlaces(false)} />
        </div>
      </Dialog>
      <CommandPalette open={palette} onClose={() => setPalette(false)} items={props.palette} findObjects={props.findObjects} />
    </div>
  );
}
