import { useState } from "react";
import { Button } from "./button.tsx";
import { ButtonRow } from "./button-row.tsx";
import { Checkbox } from "./checkbox.tsx";
import { ChipGroup } from "./chip-group.tsx";
import { DateField } from "./date-field.tsx";
import { Select } from "./select.tsx";
import { TextArea } from "./text-area.tsx";
import { TextField } from "./text-field.tsx";

const places = ["Home", "Outside", "At a desk", "On the phone"].map((label) => ({ value: label, label }));

export function GalleryFields() {
  const [place, setPlace] = useState<string | null>("Home");
  const [reasons, setReasons] = useState<string[]>(["Outside"]);
  const [day, setDay] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  return (
    <>
      <TextField label="What do you put off?" hideLabel large placeholder="What do you put off?" />
      <TextField label="Name" defaultValue="Call the dentist" hint="As short as you would say it." />
      <TextField
        label="Minutes"
        inputMode="numeric"
        defaultValue="a while"
        error="Minutes need to be a number, like 25."
      />
      <TextArea label="Note" placeholder="Anything you want to remember" />
      <Select
        label="Area"
        emptyLabel="None"
        options={[
          { value: "h", label: "Health" },
          { value: "m", label: "Money and paper" },
        ]}
      />
      <DateField label="Planned for" value={day} onChange={setDay} />
      <ChipGroup label="Where does it happen?" options={places} value={place} onChange={setPlace} />
      <ChipGroup
        choice="multi"
        label="What got in the way?"
        hint="Any number of them, or none."
        options={places}
        value={reasons}
        onChange={setReasons}
      />
      <Checkbox label="Ask about capacity" hint="One more question at the start." defaultChecked />
      <Checkbox label="Ask about feelings" />
      <div>
        <Button
          variant="primary"
          wide
          pending={pending}
          pendingLabel="Saving"
          onClick={() => setPending(true)}
        >
          Save
        </Button>
        <Button variant="link">Not now</Button>
      </div>
      <ButtonRow>
        <Button pending>Pausing</Button>
        <Button disabled>Cannot be pressed</Button>
      </ButtonRow>
    </>
  );
}
