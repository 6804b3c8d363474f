import { cancelCategories } from "#domain/instance/cancel-category.ts";

/** Our category for the predecessor's word; one of the person's own stays as it is. */
export function cancelCategoryOf(spelling: string | null): string | null {
  return cancelCategories.find(({ imported }) => imported === spelling)?.id ?? spelling;
}

export function cancelCategorySpelling(category: string | null): string | null {
  return cancelCategories.find(({ id }) => id === category)?.imported ?? category;
}
