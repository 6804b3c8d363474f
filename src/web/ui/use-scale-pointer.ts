import { type MouseEvent, type PointerEvent, type RefObject, useRef } from "react";
import { type ScaleRange, tappedValue, valueAt } from "./scale-value.ts";

/** How far a finger moves along the line before a tap becomes a drag, in CSS pixels. */
const dragAfter = 6;
/** How far it strays up or down before it is no tap any more, also where the page has no room left to scroll. */
const strayAfter = 12;

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
  const press = useRef<{ x: number; y: number; dragging: boolean } | null>(null);

  function report(event: PointerEvent, read: typeof valueAt) {
    const box = line.current?.getBoundingClientRect();
    if (box) onChange(read(event.clientX - box.left, box.width, range));
  }

  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      focus();
      if (event.button !== 0 || !event.isPrimary) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      press.current = { x: event.clientX, y: event.clientY, dragging: false };
      if (event.pointerType === "mouse") report(event, tappedValue);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (press.current === null) return;
      if (!press.current.dragging) {
        const along = Math.abs(event.clientX - press.current.x);
        const across = Math.abs(event.clientY - press.current.y);
        if (event.pointerType !== "mouse" && across > along && across >= strayAfter) press.current = null;
        if (press.current === null || along < dragAfter) return;
      }
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
