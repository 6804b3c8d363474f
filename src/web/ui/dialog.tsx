import { type ReactNode, useEffect, useId, useRef } from "react";
import { ButtonRow } from "./button-row.tsx";
import styles from "./dialog.module.css";

interface DialogProps {
  open: boolean;
  /** Asked for by Escape or a press beside it; whoever opened it decides. */
  onClose: () => void;
  title: ReactNode;
  children?: ReactNode;
  /** The buttons, the one most people want first. */
  actions?: ReactNode;
}

/** A question on top of the page: the browser's own modal dialog keeps the focus inside and gives it back. */
export function Dialog({ open, onClose, title, children, actions }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);

  return (
    // Escape already closes it by keyboard; the press beside it is only a second way.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // The browser may close it by itself (a second Escape): the state must not say otherwise.
      onClose={() => {
        if (open) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {open && (
        <div className={styles.sheet}>
          <h2 className={styles.title} id={`${id}-title`} tabIndex={-1} autoFocus>
            {title}
          </h2>
          {children}
          {actions && <ButtonRow>{actions}</ButtonRow>}
        </div>
      )}
    </dialog>
  );
}
