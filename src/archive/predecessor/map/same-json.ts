/** Whether two values are the same JSON: numbers as numbers, objects whatever the order of their keys. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, at) => sameJson(item, other[at]));
  }
  const left = Object.entries(one);
  if (left.length !== Object.keys(other).length) return false;
  // The keys are looked up only where the object has them itself.
  const right = other as Record<string, unknown>;
  return left.every(([key, value]) => Object.hasOwn(right, key) && sameJson(value, right[key]));
}
