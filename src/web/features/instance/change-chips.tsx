import { ChipGroup } from "../../ui/chip-group.tsx";
import { copy } from "./copy.ts";
import type { ManualChange } from "./finish-draft.ts";

interface ChangeChipsProps {
  label: string;
  value: ManualChange | null;
  onChange: (value: ManualChange | null) => void;
}

const options = [
  { value: "less", label: copy.less },
  { value: "same", label: copy.same },
  { value: "more", label: copy.more },
] as const;

/** A change told in a word instead of two readings. */
export function ChangeChips({ label, value, onChange }: ChangeChipsProps) {
  return <ChipGroup label={label} options={options} value={value} onChange={onChange} />;
}
