import {
  cloneElement,
  createContext,
  use,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ButtonHTMLAttributes,
  type KeyboardEvent as KeyPress,
  type ReactElement,
  type ReactNode,
  type Ref,
} from "react";
import { placeBeside } from "./place-beside.ts";
import styles from "./menu.module.css";

type Target = ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> };

interface MenuProps {
  /** The button that opens it; takes a ref. */
  target: ReactElement;
  children: ReactNode;
  edge?: "bottom-start" | "bottom-end";
  /** True where choosing one does not close it. */
  stays?: boolean;
}

const Chosen = createContext<() => void>(() => undefined);

/** Acts or choices under a button: the arrow keys go through them, Esc or a press elsewhere closes it. */
export function Menu({ target, children, edge = "bottom-end", stays = false }: MenuProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const opener = cloneElement(target as ReactElement<Target>, {
    ref: button,
    "aria-haspopup": "menu",
    "aria-expanded": open,
    ...(open ? { "aria-controls": id } : {}),
    onClick: () => setOpen(!open),
    onKeyDown: (event) => {
      if (event.key !== "ArrowDown" || open) return;
      event.preventDefault();
      setOpen(true);
    },
  });
  return (
    <>
      {opener}
      {open ? (
        <Chosen value={stays ? () => undefined : close}>
          <Dropdown id={id} button={button} edge={edge} onClose={close} onLeave={() => setOpen(false)}>
            {children}
          </Dropdown>
        </Chosen>
      ) : null}
    </>
  );
}

interface DropdownProps {
  id: string;
  button: { readonly current: HTMLElement | null };
  edge: "bottom-start" | "bottom-end";
  onClose: () => void;
  /** Left by a press elsewhere or by Tab: the focus is not taken back. */
  onLeave: () => void;
  children: ReactNode;
}

function Dropdown({ id, button, edge, onClose, onLeave, children }: DropdownProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current: menu } = box;
    if (!menu) return undefined;
    const place = (): void => (button.current ? placeBeside(menu, button.current, edge) : undefined);
    menu.showPopover();
    place();
    itemsOf(menu)[0]?.focus({ preventScroll: true });
    window.addEventListener("scroll", place, true);
    window.addEventListener("resize", place);
    return () => {
      window.removeEventListener("scroll", place, true);
      window.removeEventListener("resize", place);
    };
  }, [button, edge]);
  useEffect(() => {
    const leave = ({ target }: Event): void => {
      const isOurs = target instanceof Node && (box.current?.contains(target) || button.current?.contains(target));
      if (!isOurs) onLeave();
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
    };
  });
  return (
    <div
      ref={box}
      id={id}
      role="menu"
      tabIndex={-1}
      popover="manual"
      className={styles.menu}
      onKeyDown={(event) => onKey(event, onClose, onLeave)}
    >
      {children}
    </div>
  );
}

const itemsOf = (menu: Element): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];

function onKey(event: KeyPress<HTMLElement>, onClose: () => void, onLeave: () => void): void {
  const { key } = event;
  if (key === "Tab") return onLeave();
  if (key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    return onClose();
  }
  const items = itemsOf(event.currentTarget);
  const at = items.findIndex((item) => item === document.activeElement);
  const next = { ArrowDown: (at + 1) % items.length, ArrowUp: (at + items.length - 1) % items.length, Home: 0, End: items.length - 1 }[key];
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}

interface ItemProps {
  icon?: ReactNode;
  /** What stands at its end. */
  end?: ReactNode;
  /** Whether it is chosen, for one that is switched on and off. */
  checked?: boolean;
  onChoose: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, end, checked, onChoose, children }: ItemProps) {
  const chosen = use(Chosen);
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.item}
      {...(checked === undefined ? { role: "menuitem" } : { role: "menuitemcheckbox", "aria-checked": checked })}
      onClick={() => {
        chosen();
        onChoose();
      }}
    >
      {icon}
      <span className={styles.text}>{children}</span>
      {end}
    </button>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className={styles.label}>{children}</div>;
}
