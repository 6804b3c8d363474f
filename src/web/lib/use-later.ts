import { useEffect, useState } from "react";

/** The value as it was when it last stood still for `ms`: one request when the typing pauses, not one per letter. */
export function useLater<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
