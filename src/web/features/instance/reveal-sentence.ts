import { formatScaleValue } from "../../ui/scale-value.ts";

/** "You expected 80. It was 35." Says only what is there; null when neither is. */
export function revealSentence(forecast: number | null, outcome: number | null): string | null {
  if (forecast !== null && outcome !== null)
    return `You expected ${formatScaleValue(forecast)}. It was ${formatScaleValue(outcome)}.`;
  if (outcome !== null) return `It was ${formatScaleValue(outcome)}.`;
  if (forecast !== null) return `You expected ${formatScaleValue(forecast)}.`;
  return null;
}

/** "Last 6 times you feared 80, 75. It felt 35, 50. Fear was higher in 5 of 6." Counts only, oldest first. */
export function forecastCardSentence(card: {
  n: number;
  higher: number;
  pairs: readonly { forecast: number; outcome: number }[];
}): string {
  const list = (values: number[]) => values.map((value) => formatScaleValue(value)).join(", ");
  const feared = list(card.pairs.map((pair) => pair.forecast));
  const felt = list(card.pairs.map((pair) => pair.outcome));
  const shown = card.pairs.length;
  const last = shown === 1 ? "Last time" : `Last ${shown} times`;
  return `${last} you feared ${feared}. It felt ${felt}. Fear was higher in ${card.higher} of ${card.n}.`;
}
