import { memoryUsage, uptime } from "node:process";

const bucketsSeconds = [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;

interface Series {
  count: number;
  seconds: number;
  readonly buckets: number[];
}

/** One number besides the requests. It is at hand when it is asked for: nothing is waited for. */
export interface Measure {
  /** With its unit, like tas_backup_last_proven_age_seconds. */
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  /** Null: it is not known, and only its name is told. */
  readonly value: number | null;
}

/** Counts requests by route pattern and status, for Prometheus. No label ever holds anything a person wrote. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #durations = new Map<string, Series>();
  readonly #measures: () => readonly Measure[];

  constructor(measures: () => readonly Measure[] = () => []) {
    this.#measures = measures;
  }

  count(method: string, route: string, status: number, seconds: number): void {
    const labels = `method="${method}",route="${route}"`;
    const key = `${labels},status="${status}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    let series = this.#durations.get(labels);
    if (!series) {
      series = { count: 0, seconds: 0, buckets: bucketsSeconds.map(() => 0) };
      this.#durations.set(labels, series);
    }
    series.count += 1;
    series.seconds += seconds;
    for (const [index, limit] of bucketsSeconds.entries()) {
      if (seconds <= limit) series.buckets[index] = (series.buckets[index] ?? 0) + 1;
    }
  }

  /** The Prometheus text format. */
  text(): string {
    const lines = ["# TYPE tas_http_requests_total counter"];
    for (const [labels, count] of this.#requests) lines.push(`tas_http_requests_total{${labels}} ${count}`);
    lines.push("# TYPE tas_http_request_duration_seconds histogram");
    for (const [labels, { count, seconds, buckets }] of this.#durations) {
      const name = "tas_http_request_duration_seconds";
      for (const [index, limit] of bucketsSeconds.entries()) {
        lines.push(`${name}_bucket{${labels},le="${limit}"} ${buckets[index] ?? 0}`);
      }
      lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`);
      lines.push(`${name}_sum{${labels}} ${seconds}`, `${name}_count{${labels}} ${count}`);
    }
    lines.push("# TYPE process_resident_memory_bytes gauge");
    lines.push(`process_resident_memory_bytes ${memoryUsage().rss}`);
    lines.push("# TYPE process_uptime_seconds gauge", `process_uptime_seconds ${uptime()}`);
    for (const { name, type, help, value } of this.#measures()) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
      if (value !== null) lines.push(`${name} ${value}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
