import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import styles from "./toast.module.css";

export interface ToastWords {
  /** What was done, for instance 'Deleted "Call the dentist".' */
  message: string;
  /** For instance "Undo". */
  actionLabel?: string;
  onAction?: () => void;
  /** How long it stays, in milliseconds; never counts down while someone is on it. */
  stayMs?: number;
}

interface ToastProps extends ToastWords {
  onGone: () => void;
}

/** One line at the lower edge with a way back; leaves by itself, because undo also exists elsewhere. */
export function Toast({ message, actionLabel, onAction, stayMs = 10_000, onGone }: ToastProps) {
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (held) return;
    const timer = setTimeout(onGone, stayMs);
    return () => clearTimeout(timer);
  }, [held, stayMs, onGone]);

  return (
    <span
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={styles.words}>{message}</span>
      {actionLabel && (
        <Button
          onClick={() => {
            onAction?.();
            onGone();
          }}
        >
          {actionLabel}
        </Button>
      )}
      <Button variant="link" onClick={onGone}>
        Close
      </Button>
    </span>
  );
}
