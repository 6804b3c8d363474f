import type { InstanceView } from "#contract/instance.ts";
import { cancelCategories } from "#domain/instance/cancel-category.ts";
import { DateField } from "../../ui/date-field.tsx";
import { Select } from "../../ui/select.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { cancelLabel } from "./cancel-label.ts";
import { copy } from "./copy.ts";
import type { EditDraft } from "./edit-draft.ts";

interface EditAboutProps {
  state: InstanceView["state"];
  value: EditDraft;
  onChange: (fields: Partial<EditDraft>) => void;
  fields: Readonly<Record<string, string>>;
}

/** The words of one go: note, details, place, day, and why it was let go. */
export function EditAbout({ state, value, onChange, fields }: EditAboutProps) {
  const categories = new Set<string>(cancelCategories.map(({ id }) => id));
  if (value.cancelCategory !== null) categories.add(value.cancelCategory);
  return (
    <>
      {state === "cancelled" && (
        <>
          <Select
            label={copy.notThisWhy}
            value={value.cancelCategory ?? "other"}
            options={[...categories].map((id) => ({ value: id, label: cancelLabel(id) }))}
            onChange={(event) => onChange({ cancelCategory: event.target.value })}
          />
          <TextField
            label={copy.notThisReason}
            error={fields["cancelReason"]}
            value={value.cancelReason}
            onChange={(event) => onChange({ cancelReason: event.target.value })}
          />
        </>
      )}
      <TextArea
        label={copy.note}
        error={fields["note"]}
        value={value.note}
        onChange={(event) => onChange({ note: event.target.value })}
      />
      <TextArea
        label={copy.details}
        error={fields["description"]}
        value={value.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <TextField
        label={copy.place}
        error={fields["place"]}
        value={value.place}
        onChange={(event) => onChange({ place: event.target.value })}
      />
      <DateField
        label={copy.dueDay}
        error={fields["dueAt"]}
        value={value.dueDay}
        onChange={(dueDay) => onChange({ dueDay })}
      />
    </>
  );
}
