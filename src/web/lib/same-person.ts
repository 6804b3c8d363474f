let person = 0;

/** From now on somebody else is here, or nobody. */
export function someoneElse(): void {
  person += 1;
}

/** Whether the one who is here when this is called is still here when the answer is asked for. */
export function samePerson(): () => boolean {
  const then = person;
  return () => then === person;
}
