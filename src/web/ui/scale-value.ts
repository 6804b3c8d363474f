/** The two ends of a scale, min < max: 0–100, −100…100 for bipolar emotions, 0–200 % for completion. */
export interface ScaleRange {
  min: number;
  max: number;
}

/** How near to a stop a tap has to be to land on it, in CSS pixels: half a comfortable target. */
export const stopReach = 22;

/** The five soft stops, both ends among them. */
export function scaleStops({ min, max }: ScaleRange): number[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => min + share * (max - min));
}

/** Where a value stands on the line, 0 (low end) to 1 (high end); values beyond an end stand at that end. */
export function shareOf(value: number, { min, max }: ScaleRange): number {
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}

/** The whole number under a point `offset` pixels into a line `width` pixels long; for dragging. */
export function valueAt(offset: number, width: number, { min, max }: ScaleRange): number {
  if (!(width > 0)) return min;
  const share = Math.min(1, Math.max(0, offset / width));
  return Math.round(min + share * (max - min));
}

/** Like valueAt, but a stop within reach takes the tap. */
export function tappedValue(offset: number, width: number, range: ScaleRange): number {
  const value = valueAt(offset, width, range);
  const near = scaleStops(range).find((stop) => Math.abs(shareOf(stop, range) * width - offset) <= stopReach);
  return near ?? value;
}

/**
 * What a key makes of the value: a number, null (cleared), or undefined when the key is not the scale's.
 * Arrows move by one, Page keys from stop to stop, Home and End to the ends; from untouched one starts in the middle.
 */
export function keyedValue(key: string, value: number | null, range: ScaleRange): number | null | undefined {
  const { min, max } = range;
  const middle = (min + max) / 2;
  const clamp = (next: number) => Math.min(max, Math.max(min, next));
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return value === null ? middle : clamp(value + 1);
    case "ArrowLeft":
    case "ArrowDown":
      return value === null ? middle : clamp(value - 1);
    case "PageUp":
      return scaleStops(range).find((stop) => stop > (value ?? middle)) ?? max;
    case "PageDown":
      return scaleStops(range).findLast((stop) => stop < (value ?? middle)) ?? min;
    case "Home":
      return min;
    case "End":
      return max;
    case "Backspace":
    case "Delete":
      return null;
    default:
      return undefined;
  }
}

/** The number as it is shown: at most one decimal, a true minus sign, the unit after a thin space. */
export function formatScaleValue(value: number, unit = ""): string {
  const number = String(Math.round(value * 10) / 10).replace("-", "−");
  return unit ? `${number}\u202f${unit}` : number;
}

interface ScaleEnds {
  low: string;
  high: string;
  unit?: string;
}

/** What a screen reader says for the value; a bipolar scale names the side it leans to. */
export function scaleValueText(
  value: number | null,
  range: ScaleRange,
  { low, high, unit }: ScaleEnds,
): string {
  if (value === null) return "not answered";
  if (range.min >= 0) return formatScaleValue(value, unit);
  if (value === 0) return "0, in the middle";
  return `${formatScaleValue(Math.abs(value), unit)} towards ${value < 0 ? low : high}`;
}
