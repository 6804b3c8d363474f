export interface DotPair {
  /** Unique within the chart; the instance's id. */
  id: string;
  /** What tells this time from the others, for instance "12 May". */
  label: string;
  /** 0–100, or null where it was not answered. */
  forecast: number | null;
  outcome: number | null;
}

export interface DotRow extends DotPair {
  /** The row's middle, in rem from the top of the chart. */
  y: number;
  /** The first row with a forecast names the hollow dots, above; the last one with an outcome the filled ones, below. */
  namesForecast: boolean;
  namesOutcome: boolean;
}

/** Distances in rem. */
const rowHeight = 1.75;
const nameHeight = 1.5;

/** Places one row per time, top to bottom, with room for the two direct labels. Returns the rows and the height in rem. */
export function layoutDotRows(pairs: readonly DotPair[]): { rows: DotRow[]; height: number } {
  const first = pairs.findIndex((pair) => pair.forecast !== null);
  const last = pairs.findLastIndex((pair) => pair.outcome !== null);
  let top = 0;
  const rows = pairs.map((pair, index) => {
    const namesForecast = index === first;
    const namesOutcome = index === last;
    if (namesForecast) top += nameHeight;
    const y = top + rowHeight / 2;
    top += rowHeight + (namesOutcome ? nameHeight : 0);
    return { ...pair, y, namesForecast, namesOutcome };
  });
  return { rows, height: top };
}

/** How a word at `share` (0–1) of the line is anchored so that it does not leave the chart; `edge` is half its width. */
export function labelAnchor(share: number, edge = 0.15): "start" | "middle" | "end" {
  if (share < edge) return "start";
  return share > 1 - edge ? "end" : "middle";
}

/** Whether the ring of a forecast would lie on the outcome's dot and hide it; both on 0–100. */
export function nearly(forecast: number, outcome: number | null): boolean {
  return outcome !== null && Math.abs(forecast - outcome) < 4;
}
