export const copy = {
  title: "Areas",
  hint: "Your own groups of tasks, like home or studies.",
  none: "No areas yet.",
  newArea: "New area",
  add: "Add",
  rename: "Rename",
  name: "Name",
  save: "Save",
  remove: "Remove",
  removed: (name: string) => `Removed "${name}". Its tasks stay.`,
  cancel: "Back",
} as const;
