import { type RefObject, useEffect, useRef, useState } from "react";

/** Whether any fold inside an element is open; give the ref to that element. */
export function useUnfolded(): [RefObject<HTMLDivElement | null>, boolean] {
  const ref = useRef<HTMLDivElement>(null);
  const [unfolded, setUnfolded] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const look = () => setUnfolded(element.querySelector("details[open]") !== null);
    // This event does not bubble; on its way down it is seen all the same.
    element.addEventListener("toggle", look, true);
    return () => element.removeEventListener("toggle", look, true);
  }, []);
  return [ref, unfolded];
}
