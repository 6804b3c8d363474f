import { useEffect, useState } from "react";
import { elapsedAt, formatClock, untilNextSecond } from "./clock-time.ts";
import styles from "./clock.module.css";

interface ClockProps {
  /** Milliseconds worked at the moment `atMs`. */
  elapsedMs: number;
  /** That moment on this device's own clock (`Date.now()` when the answer came), so that a wrong clock does no harm. */
  atMs: number;
  running: boolean;
  /** What the clock counts, for screen readers. */
  label?: string;
  /** As large as the one thing on the screen. */
  large?: boolean;
}

/** The time worked so far; ticks by itself while running and stays silent for screen readers. */
export function Clock({ elapsedMs, atMs, running, label = "Time worked", large = false }: ClockProps) {
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    if (!running) return;
    let timer: ReturnType<typeof setTimeout>;
    // On the edge of the second, not every 1,000 ms: otherwise one second now and then is skipped.
    const wait = () => {
      timer = setTimeout(tick, untilNextSecond(elapsedAt(Date.now(), { elapsedMs, atMs, running })));
    };
    const tick = () => {
      setNow(Date.now());
      wait();
    };
    wait();
    return () => clearTimeout(timer);
  }, [elapsedMs, atMs, running]);

  return (
    <span role="timer" aria-live="off" aria-label={label} className={large ? styles.large : styles.clock}>
      {formatClock(elapsedAt(now, { elapsedMs, atMs, running }))}
    </span>
  );
}
