import type { InstanceView } from "#contract/instance.ts";
import { minutesInWords } from "../../lib/minutes.ts";
import { SideBySide } from "../../ui/side-by-side.tsx";
import { copy } from "./copy.ts";
import styles from "./instance.module.css";
import { revealSentence } from "./reveal-sentence.ts";

/** What was expected and how it was, in one picture and one plain sentence; relief and time in a line each. */
export function Reveal({ instance }: { instance: InstanceView }) {
  const { forecast, outcome, clock } = instance;
  const sentence = revealSentence(forecast.aversion, outcome.aversion);
  const relief = revealSentence(forecast.relief, outcome.relief);
  const took = outcome.minutes ?? clock.workedMs / 60_000;
  return (
    <div className={styles.stack}>
      {sentence !== null && (
        <SideBySide
          forecast={forecast.aversion}
          outcome={outcome.aversion}
          sentence={sentence}
          {...copy.revealAversionEnds}
        />
      )}
      <div className={styles.soft}>
        {relief !== null && (
          <p>
            {copy.reliefName}: {relief.charAt(0).toLowerCase() + relief.slice(1)}
          </p>
        )}
        {took > 0 && (
          <p>
            {copy.minutesName}:{" "}
            {forecast.minutes !== null && `you expected ${minutesInWords(forecast.minutes)}, `}
            it took {minutesInWords(took)}.
          </p>
        )}
      </div>
    </div>
  );
}
