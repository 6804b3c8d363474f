import type { ReactNode } from "react";
import { type DotPair, type DotRow, labelAnchor, layoutDotRows, nearly } from "./chart-geometry.ts";
import { classNames } from "./class-names.ts";
import styles from "./dot-pairs.module.css";
import { formatScaleValue, shareOf } from "./scale-value.ts";
import { VisuallyHidden } from "./visually-hidden.tsx";

interface DotPairsProps {
  /** What is shown; the count follows by itself: "Call the dentist, 6 times". */
  title: ReactNode;
  /** The newest first. */
  pairs: readonly DotPair[];
  /** The direct labels. */
  forecastName?: string;
  outcomeName?: string;
  /** One sentence below, for instance "Fear was higher in 5 of 6." */
  note?: ReactNode;
}

const scale = { min: 0, max: 100 };
const percent = (value: number) => `${shareOf(value, scale) * 100}%`;
const answer = (value: number | null) => (value === null ? "not answered" : formatScaleValue(value));

/** Past times on one 0–100 line each: what was expected (hollow) and how it was (filled). */
export function DotPairs({ title, pairs, note, ...names }: DotPairsProps) {
  const { forecastName = "expected", outcomeName = "was" } = names;
  const { rows, height } = layoutDotRows(pairs);
  return (
    <figure className={styles.figure}>
      <figcaption>
        <strong>{title}</strong>
        <span className={styles.count}>, {pairs.length === 1 ? "1 time" : `${pairs.length} times`}</span>
      </figcaption>
      <div className={styles.room} aria-hidden="true">
        <svg className={styles.chart} width="100%" height={`${height + 1.5}rem`}>
          {rows.map((row) => (
            <Row key={row.id} row={row} forecastName={forecastName} outcomeName={outcomeName} />
          ))}
          <line className={styles.axis} x1="0%" x2="100%" y1={`${height}rem`} y2={`${height}rem`} />
          {[0, 50, 100].map((mark) => (
            <text
              key={mark}
              className={styles.label}
              x={`${mark}%`}
              y={`${height + 1.2}rem`}
              textAnchor="middle"
            >
              {mark}
            </text>
          ))}
        </svg>
      </div>
      <VisuallyHidden block>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">{forecastName}</th>
              <th scope="col">{outcomeName}</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair) => (
              <tr key={pair.id}>
                <th scope="row">{pair.label}</th>
                <td>{answer(pair.forecast)}</td>
                <td>{answer(pair.outcome)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
      {note && <p>{note}</p>}
    </figure>
  );
}

interface RowProps {
  row: DotRow;
  forecastName: string;
  outcomeName: string;
}

function Row({ row, forecastName, outcomeName }: RowProps) {
  const y = `${row.y}rem`;
  const { forecast, outcome } = row;
  return (
    <g>
      <text className={styles.label} x="-5rem" y={y} dy="0.35em">
        {row.label}
      </text>
      <line className={styles.guide} x1="0%" x2="100%" y1={y} y2={y} />
      {forecast !== null && outcome !== null && (
        <line className={styles.between} x1={percent(forecast)} x2={percent(outcome)} y1={y} y2={y} />
      )}
      {outcome !== null && <circle className={styles.outcome} cx={percent(outcome)} cy={y} />}
      {forecast !== null && (
        <circle
          className={classNames(styles.forecast, nearly(forecast, outcome) && styles.over)}
          cx={percent(forecast)}
          cy={y}
        />
      )}
      {row.namesForecast && forecast !== null && (
        <Name value={forecast} y={row.y - 0.95} word={forecastName} />
      )}
      {row.namesOutcome && outcome !== null && <Name value={outcome} y={row.y + 1.5} word={outcomeName} />}
    </g>
  );
}

function Name({ value, y, word }: { value: number; y: number; word: string }) {
  const anchor = labelAnchor(shareOf(value, scale));
  return (
    <text className={styles.name} x={percent(value)} y={`${y}rem`} textAnchor={anchor}>
      {word} {formatScaleValue(value)}
    </text>
  );
}
