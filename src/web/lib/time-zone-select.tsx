import { Select } from "../ui/select.tsx";

interface TimeZoneSelectProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (timeZone: string) => void;
}

/** Every zone this browser knows, and the one in use in any case. */
export function TimeZoneSelect({ label, hint, value, onChange }: TimeZoneSelectProps) {
  const known = Intl.supportedValuesOf("timeZone");
  const zones = [...new Set([value, "UTC", ...known])].sort();
  return (
    <Select
      label={label}
      hint={hint}
      value={value}
      options={zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
