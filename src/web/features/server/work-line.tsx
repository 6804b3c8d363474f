import type { ServerWorkView } from "#contract/server.ts";
import { ErrorLine } from "../../ui/error-line.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { copy, doneInWords, workInWords } from "./copy.ts";

interface WorkLineProps {
  work: ServerWorkView | null;
  away: boolean;
  ended: ServerWorkView | null;
}

/** How far work on backups is, or what it came to. */
export function WorkLine({ work, away, ended }: WorkLineProps) {
  if (work?.state === "running") {
    if (away) return <Notice>{copy.waiting}</Notice>;
    if (work.elsewhere) return <Notice>{`${workInWords(work)}. ${copy.elsewhere}`}</Notice>;
    return (
      <ProgressBar
        label={workInWords(work)}
        done={work.progress}
        total={1}
        detail={copy.percent(work.progress)}
      />
    );
  }
  if (ended === null) return null;
  if (ended.state === "failed") return <ErrorLine>{ended.problem}</ErrorLine>;
  return <Notice>{[doneInWords(ended), ...ended.troubles].join(" ")}</Notice>;
}
