/** The zone of the machine (IANA name), for accounts made here; people change it in their settings. */
export function hostTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
