import { cancelCategories } from "#domain/instance/cancel-category.ts";
import { ChipGroup } from "../../ui/chip-group.tsx";
import { DateField } from "../../ui/date-field.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy } from "./copy.ts";
import styles from "./instance.module.css";
import type { InstanceFilter } from "./queries.ts";

interface DoneFiltersProps {
  filter: InstanceFilter;
  onChange: (fields: Partial<InstanceFilter>) => void;
}

const shows = [
  { value: "closed", label: copy.showClosed },
  { value: "completed", label: copy.showCompleted },
  { value: "cancelled", label: copy.showCancelled },
  { value: "deleted", label: copy.showDeleted },
] as const;

const categories = cancelCategories.map(({ id, label }) => ({ value: id, label }));

export function DoneFilters({ filter, onChange }: DoneFiltersProps) {
  return (
    <div className={styles.filters}>
      <TextField
        label={copy.search}
        type="search"
        maxLength={200}
        value={filter.search}
        onChange={(event) => onChange({ search: event.target.value })}
      />
      <ChipGroup
        label={copy.show}
        options={shows}
        value={filter.show}
        onChange={(show) => onChange({ show: show ?? "closed", cancelCategory: "" })}
      />
      {filter.show === "cancelled" && (
        <Select
          label={copy.category}
          emptyLabel={copy.anyCategory}
          options={categories}
          value={filter.cancelCategory}
          onChange={(event) => onChange({ cancelCategory: event.target.value })}
        />
      )}
      <div className={styles.pair}>
        <DateField
          label={copy.from}
          value={filter.from || null}
          onChange={(day) => onChange({ from: day ?? "" })}
        />
        <DateField
          label={copy.to}
          value={filter.to || null}
          onChange={(day) => onChange({ to: day ?? "" })}
        />
      </div>
    </div>
  );
}
