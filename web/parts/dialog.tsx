import { ActionIcon } from "@mantine/core";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { CloseIcon } from "./icons.ts";
import { t } from "../words/t.ts";
import styles from "./dialog.module.css";

interface DialogProps {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  /** `side` opens along the right edge, `top` is the palette's place, without a head. */
  place?: "middle" | "side" | "top" | "start" | "wide";
}

/** The browser's own modal dialog: it traps focus, gives it back, and Esc closes only the top one. */
export function Dialog({ open, title, onClose, children, footer, place = "middle" }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const pressed = useRef(false);
  useEffect(() => {
    const dialog = element.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- The backdrop has no element of its own; Esc is the keyboard's way to do the same.
    <dialog
      ref={element}
      className={styles.dialog}
      data-place={place}
      aria-labelledby={titleId}
      onClose={onClose}
      onPointerDown={(event) => {
        pressed.current = event.target === element.current;
      }}
      onClick={(event) => {
        // A press that began inside, at a text say, is none beside it; and what was filled in is not lost by one.
        if (event.target === element.current && pressed.current && !holdsFields(element.current, place)) onClose();
      }}
    >
      {open ? (
        <div className={styles.body}>
          <header className={place === "top" ? "visually-hidden" : styles.head}>
            <h2 id={titleId}>{title}</h2>
            {place === "top" ? null : (
              <ActionIcon aria-label={t("Close")} onClick={onClose}>
                <CloseIcon size={16} />
              </ActionIcon>
            )}
          </header>
          {children}
          {footer ? <footer className={styles.foot}>{footer}</footer> : null}
        </div>
      ) : null}
    </dialog>
  );
}

/** The palette is left by a press beside it, as a menu is. */
function holdsFields(dialog: HTMLDialogElement, place: DialogProps["place"]): boolean {
  return place !== "top" && dialog.querySelector("input, textarea, select") !== null;
}
