export const copy = {
  more: (count: number) => `${count} more`,
  hint: "Asked before and after a task, if you open them. The five usual pairs are always there.",
  positive: "A feeling",
  negative: "Its opposite, if it has one",
  add: "Add",
  remove: "Remove",
  removed: (name: string) => `Removed "${name}". Answers you gave stay.`,
  pair: (positive: string, negative: string) => `${positive} and ${negative}`,
} as const;
