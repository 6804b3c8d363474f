import { useState } from "react";
import type { ImportView } from "#contract/import.ts";
import { fullDay } from "../../lib/days.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { TimeZoneSelect } from "../../lib/time-zone-select.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { copy, fieldInWords } from "./copy.ts";
import styles from "./import.module.css";
import { ImportCounts } from "./import-counts.tsx";
import { useApplyImport } from "./queries.ts";

interface ImportProposalProps {
  view: ImportView;
  /** Only while the files are still at hand. */
  onLookAgain?: (timeZone: string) => void;
}

/** What would happen, and the two things to decide: time zone and scale. */
export function ImportProposal({ view, onLookAgain }: ImportProposalProps) {
  const { report } = view;
  const [timeZone, setTimeZone] = useState(report?.timezone ?? "UTC");
  const [convertScale, setConvertScale] = useState(false);
  const apply = useApplyImport(view.id);
  if (report === null) return null;
  const changedZone = timeZone !== report.timezone;
  const { proposals } = report.scale;
  // The times of an archive are instants: there is no zone to choose.
  const zoned = report.form !== "archive";
  return (
    <div className={styles.stack}>
      <h2 className={styles.heading}>{copy.proposalTitle}</h2>
      <ImportCounts report={report} />
      {zoned && (
        <TimeZoneSelect
          label={copy.timeZone}
          hint={copy.timeZoneHint[report.timezoneSource]}
          value={timeZone}
          onChange={setTimeZone}
        />
      )}
      {changedZone && onLookAgain && (
        <div>
          <Button onClick={() => onLookAgain(timeZone)}>{copy.lookAgain}</Button>
        </div>
      )}
      {proposals.length > 0 && (
        <div className={styles.tight}>
          <h3>{copy.scaleTitle}</h3>
          <ul className={styles.list}>
            {proposals.map(({ field, before, rows }) => (
              <li key={`${field} ${before}`}>
                {copy.scaleLine(fieldInWords(field), rows, fullDay(before.slice(0, 10)))}
              </li>
            ))}
          </ul>
          <Checkbox
            label={copy.scaleConsent}
            hint={copy.scaleHint}
            checked={convertScale}
            onChange={(event) => setConvertScale(event.target.checked)}
          />
        </div>
      )}
      <div className={styles.actions}>
        <SaveLine save={apply} />
        <Button
          variant="primary"
          pending={apply.pending && !apply.waiting}
          pendingLabel={copy.bringing}
          onClick={() => apply.save(zoned ? { timezone: timeZone, convertScale } : { convertScale: false })}
        >
          {copy.bringIn}
        </Button>
      </div>
    </div>
  );
}
