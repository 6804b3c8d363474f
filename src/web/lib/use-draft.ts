import { useEffect, useRef, useState } from "react";
import { useAccount } from "./account-context.tsx";
import { keepDraft, readDraft } from "./drafts.ts";

interface Draft<Value> {
  value: Value;
  /** Changes some fields and keeps the whole for the next visit. */
  change: (fields: Partial<Value>) => void;
  /** Back to empty, and nothing kept. */
  clear: () => void;
  /** True when this form opened with something typed at an earlier visit. */
  restored: boolean;
}

/** A form's values that survive a reload until they are saved. `empty` is the form as nobody has touched it. */
export function useDraft<Value extends object>(draft: string, empty: Value): Draft<Value> {
  const { id } = useAccount();
  const [kept] = useState(() => readDraft(id, draft));
  const found = isRecord(kept);
  // Written by this same form, and only ever read back into it; fields that are missing are as in `empty`.
  const [value, setValue] = useState<Value>(() =>
    found ? { ...empty, ...(kept as Partial<Value>) } : empty,
  );
  const [restored, setRestored] = useState(found);
  const cleared = useRef(!found);

  useEffect(() => {
    if (!cleared.current) keepDraft(id, draft, value);
  }, [id, draft, value]);

  return {
    value,
    change: (fields) => {
      cleared.current = false;
      setValue((before) => ({ ...before, ...fields }));
    },
    clear: () => {
      cleared.current = true;
      keepDraft(id, draft, undefined);
      setValue(empty);
      setRestored(false);
    },
    restored,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
