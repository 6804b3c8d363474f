/** Calls back once after so many milliseconds; what it returns forgets that again. */
export type After = (milliseconds: number, call: () => void) => () => void;

/** Does not keep the process alive. */
export const realAfter: After = (milliseconds, call) => {
  const timer = setTimeout(call, milliseconds).unref();
  return () => clearTimeout(timer);
};
