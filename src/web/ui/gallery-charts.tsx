import { useState } from "react";
import { Button } from "./button.tsx";
import { Clock } from "./clock.tsx";
import { DotPairs } from "./dot-pairs.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { SideBySide } from "./side-by-side.tsx";

const feared = [80, 75, 85, 70, 90, 80];
const felt = [35, 50, 30, 75, 85, 35];
const days = ["12 May", "3 May", "28 Apr", "20 Apr", "2 Apr", "19 Mar"];
const pairs = days.map((label, index) => ({
  id: label,
  label,
  forecast: feared[index] ?? null,
  outcome: felt[index] ?? null,
}));

export function GalleryCharts() {
  const [opened] = useState(() => Date.now());
  const [again, setAgain] = useState(0);
  return (
    <>
      <SideBySide
        key={again}
        forecast={80}
        outcome={35}
        sentence="You expected 80. It was 35."
        low="not at all"
        high="can't face it"
      />
      <Button onClick={() => setAgain(again + 1)}>Show it again</Button>
      <DotPairs
        title="Call the dentist"
        pairs={pairs}
        forecastName="feared"
        outcomeName="felt"
        note="Fear was higher in 5 of 6."
      />
      <DotPairs title="Taxes" pairs={[{ id: "1", label: "2 Feb", forecast: 100, outcome: null }]} />
      <SideBySide forecast={0} outcome={100} sentence="You expected 0. It was 100." />
      <SideBySide forecast={null} outcome={60} sentence="It was 60." />
      <Clock elapsedMs={754_000} atMs={opened} running large />
      <p>
        Paused at <Clock elapsedMs={3_754_000} atMs={opened} running={false} />
      </p>
      <ProgressBar label="Reading your tasks" done={120} total={400} />
    </>
  );
}
