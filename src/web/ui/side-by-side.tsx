import { labelAnchor, nearly } from "./chart-geometry.ts";
import { classNames } from "./class-names.ts";
import { formatScaleValue, type ScaleRange, shareOf } from "./scale-value.ts";
import styles from "./side-by-side.module.css";

interface SideBySideProps {
  forecast: number | null;
  outcome: number | null;
  /** One plain sentence that says the same in words: "You expected 80. It was 35." It is what screen readers get. */
  sentence: string;
  forecastName?: string;
  outcomeName?: string;
  low?: string;
  high?: string;
  range?: ScaleRange;
  unit?: string;
}

/** The reveal: one forecast and one outcome on the same line. */
export function SideBySide({
  forecast,
  outcome,
  sentence,
  range = { min: 0, max: 100 },
  ...words
}: SideBySideProps) {
  const { forecastName = "You expected", outcomeName = "It was", low, high, unit } = words;
  const both = forecast !== null && outcome !== null;
  const share = (value: number) => shareOf(value, range);
  // Where the outcome comes from: the place the forecast had.
  const from = { "--from": `${share(forecast ?? outcome ?? range.min) * 100}%` };
  return (
    <figure className={styles.figure}>
      <div className={styles.picture} aria-hidden="true">
        {forecast !== null && (
          <Said name={forecastName} value={formatScaleValue(forecast, unit)} share={share(forecast)} />
        )}
        <svg className={styles.line} width="100%" height="2.5rem" style={from}>
          <line className={styles.axis} x1="0%" x2="100%" y1="50%" y2="50%" />
          {both && (
            <line
              className={styles.between}
              x1={`${share(forecast) * 100}%`}
              x2={`${share(outcome) * 100}%`}
              y1="50%"
              y2="50%"
            />
          )}
          {outcome !== null && <circle className={styles.outcome} cx={`${share(outcome) * 100}%`} cy="50%" />}
          {forecast !== null && (
            <circle
              className={classNames(styles.forecast, nearly(forecast, outcome) && styles.over)}
              cx={`${share(forecast) * 100}%`}
              cy="50%"
            />
          )}
        </svg>
        {outcome !== null && (
          <Said name={outcomeName} value={formatScaleValue(outcome, unit)} share={share(outcome)} below />
        )}
        {(low || high) && (
          <div className={styles.ends}>
            <span>{low}</span>
            <span>{high}</span>
          </div>
        )}
      </div>
      <figcaption className={styles.sentence}>{sentence}</figcaption>
    </figure>
  );
}

interface SaidProps {
  name: string;
  value: string;
  share: number;
  below?: boolean;
}

/** A number right at its mark and its name beside it, both kept inside the column near the ends. */
function Said({ name, value, share, below = false }: SaidProps) {
  return (
    <div className={classNames(styles.said, below && styles.below)}>
      <Anchored className={styles.number} share={share} anchor={labelAnchor(share, 0.08)} words={value} />
      <Anchored className={styles.name} share={share} anchor={labelAnchor(share, 0.16)} words={name} />
    </div>
  );
}

interface AnchoredProps {
  className: string | undefined;
  share: number;
  anchor: ReturnType<typeof labelAnchor>;
  words: string;
}

function Anchored({ className, share, anchor, words }: AnchoredProps) {
  const style = anchor === "middle" ? { left: `${share * 100}%` } : undefined;
  return (
    <span className={className} data-anchor={anchor} style={style}>
      {words}
    </span>
  );
}
