import { type MouseEvent, type PointerEvent, type RefObject, useRef } from "react";
import { type ScaleRange, tappedValue, valueAt } from "./scale-value.ts";

/** How far a finger moves before a tap becomes a drag, in CSS pixels. */
const dragAfter = 6;

/**
 * Turns taps and drags on a scale into values. A finger that only scrolls past answers nothing: touch counts when it
 * is lifted in place or moves along the line, and the browser cancels it when it scrolls the page.
 */
export function useScalePointer(
  line: RefObject<HTMLElement | null>,
  range: ScaleRange,
  onChange: (value: number) => void,
  focus: () => void,
) {
  const press = useRef<{ x: number; dragging: boolean } | null>(null);

  function report(event: PointerEvent, read: typeof valueAt) {
    const box = line.current?.getBoundingClientRect();
    if (box) onChange(read(event.clientX - box.left, box.width, range));
  }

  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      focus();
      if (event.button !== 0 || !event.isPrimary) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      press.current = { x: event.clientX, dragging: false };
      if (event.pointerType === "mouse") report(event, tappedValue);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (press.current === null) return;
      if (!press.current.dragging && Math.abs(event.clientX - press.current.x) < dragAfter) return;
      press.current.dragging = true;
      report(event, valueAt);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (press.current === null) return;
      if (!press.current.dragging && event.pointerType !== "mouse") report(event, tappedValue);
      press.current = null;
    },
    onPointerCancel: () => {
      press.current = null;
    },
    // Otherwise the press would take the focus away again.
    onMouseDown: (event: MouseEvent<HTMLElement>) => event.preventDefault(),
  };
}
