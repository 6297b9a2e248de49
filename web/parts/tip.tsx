import { cloneElement, useEffect, useId, useLayoutEffect, useRef, useState, type HTMLAttributes, type ReactElement, type Ref } from "react";
import { placeBeside } from "./place-beside.ts";
import styles from "./tip.module.css";

const delayMs = 300;

type Anchor = HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLElement> };

/** A few words on hover and on focus by key. The child takes a ref, and its own name must not depend on them. */
export function Tip({ label, children }: { label: string; children: ReactElement }) {
  const id = useId();
  const anchor = useRef<HTMLElement>(null);
  const [shown, setShown] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const hide = (): void => {
    clearTimeout(timer.current);
    setShown(false);
  };
  const child = cloneElement(children as ReactElement<Anchor>, {
    ref: anchor,
    ...(shown ? { "aria-describedby": id } : {}),
    onPointerEnter: ({ pointerType }) => {
      if (pointerType !== "touch") timer.current = setTimeout(() => setShown(true), delayMs);
    },
    onPointerLeave: hide,
    onFocus: ({ currentTarget }) => setShown(currentTarget.matches(":focus-visible")),
    onBlur: hide,
  });
  return (
    <>
      {child}
      {shown ? <Bubble id={id} label={label} anchor={anchor} onEscape={hide} /> : null}
    </>
  );
}

interface BubbleProps {
  id: string;
  label: string;
  anchor: { readonly current: HTMLElement | null };
  onEscape: () => void;
}

function Bubble({ id, label, anchor, onEscape }: BubbleProps) {
  const box = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current || !anchor.current) return;
    current.showPopover();
    placeBeside(current, anchor.current, "top");
  }, [anchor, label]);
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent): void => (key === "Escape" ? onEscape() : undefined);
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
  return (
    <span ref={box} id={id} role="tooltip" popover="manual" className={styles.tip}>
      {label}
    </span>
  );
}
