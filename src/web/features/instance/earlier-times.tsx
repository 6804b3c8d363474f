import type { ForecastCardView } from "#contract/task.ts";
import { shortDay } from "../../lib/days.ts";
import { DotPairs } from "../../ui/dot-pairs.tsx";
import { copy } from "./copy.ts";
import { forecastCardSentence } from "./reveal-sentence.ts";

/** One line right below the question; the picture follows further down. */
export function EarlierLine({ card }: { card: ForecastCardView }) {
  if (card.n < 1) return null;
  return <p>{copy.higherIn(card.higher, card.n)}</p>;
}

/** What was feared and felt at earlier times of a task; nothing before there is one. */
export function EarlierTimes({ card, taskName }: { card: ForecastCardView; taskName: string }) {
  if (card.n < 1) return null;
  const newestFirst = card.pairs.toReversed();
  return (
    <DotPairs
      title={taskName}
      pairs={newestFirst.map((pair) => ({
        id: pair.instanceId,
        label: pair.closedOn === null ? "" : shortDay(pair.closedOn),
        forecast: pair.forecast,
        outcome: pair.outcome,
      }))}
      forecastName={copy.expected}
      outcomeName={copy.was}
      note={forecastCardSentence(card)}
    />
  );
}
