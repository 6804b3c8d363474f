import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { Toast, type ToastWords } from "./toast.tsx";
import styles from "./toast.module.css";

interface Toasts {
  /** Says what was done, with one way to take it back. A new toast takes the place of the one before. */
  show: (words: ToastWords) => void;
  clear: () => void;
}

const ToastContext = createContext<Toasts | null>(null);

/** Stands once around the app; screens call `useToast().show(…)`. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [current, setCurrent] = useState<(ToastWords & { id: number }) | null>(null);
  const lastId = useRef(0);

  const show = useCallback((words: ToastWords) => {
    lastId.current += 1;
    setCurrent({ ...words, id: lastId.current });
  }, []);
  const clear = useCallback(() => setCurrent(null), []);
  const toasts = useMemo(() => ({ show, clear }), [show, clear]);

  return (
    <ToastContext value={toasts}>
      {children}
      {/* Always in the page, so that screen readers notice what comes into it. */}
      <output className={styles.region}>
        {current && <Toast key={current.id} {...current} onGone={clear} />}
      </output>
    </ToastContext>
  );
}

/** The toasts of the nearest ToastProvider; throws where there is none. */
export function useToast(): Toasts {
  const toasts = useContext(ToastContext);
  if (toasts === null) throw new Error("useToast needs a ToastProvider above it");
  return toasts;
}
