import { cancelCategories } from "#domain/instance/cancel-category.ts";

/** The words of a category; imported ones that are not ours are shown as they are. */
export function cancelLabel(category: string | null): string {
  if (category === null) return "";
  return cancelCategories.find(({ id }) => id === category)?.label ?? category;
}
