import { DateField } from "../../ui/date-field.tsx";
import { Fold } from "../../ui/fold.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy } from "./copy.ts";
import type { StartDraft } from "./start-draft.ts";

interface StartDetailsProps {
  value: StartDraft;
  onChange: (fields: Partial<StartDraft>) => void;
  /** Sentences of the server, by field. */
  fields: Readonly<Record<string, string>>;
}

/** Where, when and in which words. */
export function StartDetails({ value, onChange, fields }: StartDetailsProps) {
  return (
    <Fold summary={copy.where}>
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
      <TextArea
        label={copy.details}
        error={fields["description"]}
        value={value.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
    </Fold>
  );
}
