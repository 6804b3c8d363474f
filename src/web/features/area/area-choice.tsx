import { ChipGroup } from "../../ui/chip-group.tsx";
import styles from "./area.module.css";
import { copy } from "./copy.ts";
import { NewArea } from "./new-area.tsx";
import { useAreas } from "./queries.ts";

interface AreaChoiceProps {
  value: string[];
  onChange: (areaIds: string[]) => void;
}

/** The areas of a task; a new one can be made on the spot. */
export function AreaChoice({ value, onChange }: AreaChoiceProps) {
  const areas = useAreas();
  const options = (areas.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={styles.stack}>
      {options.length > 0 && (
        <ChipGroup choice="multi" label={copy.title} options={options} value={value} onChange={onChange} />
      )}
      <NewArea onCreated={(area) => onChange([...value, area.id])} />
    </div>
  );
}
