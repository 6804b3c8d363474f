/** What to do next, by the state an instance is in; "" for a state this table does not know. */
const byState = {
  planned: "This has not been started yet. Start it first.",
  initialized: "This has not been started yet. Start it first.",
  active: "This is already running. Pause or finish it.",
  paused: "This is paused. Resume or finish it.",
  completed: "This is already finished. Reopen it to go on.",
  cancelled: "This was already put aside. Reopen it to go on.",
} as const;

/** Pairs where the state alone would give the wrong advice. */
const byPair: Readonly<Record<string, string>> = {
  "planned resume": "This has not been started yet, so there is nothing to resume. Start it.",
  "initialized resume": "This has not been started yet, so there is nothing to resume. Start it.",
  "active initialize": "This is already running, so its forecast stays as it is.",
  "paused initialize": "This was already started, so its forecast stays as it is.",
  "paused pause": "This is already paused. Resume it when you like.",
  "paused start": "This was started before and is paused. Resume it.",
  "completed edit": "This is already finished. Edit its entry in the list of what is done.",
  "completed complete": "This is already finished. To change how it was, edit it.",
};

/** Says why `event` is refused in `state` and what is possible instead; "" when the state is unknown. */
export function lifecycleSentence(state: string, event: string): string {
  const pair = byPair[`${state} ${event}`];
  if (pair !== undefined) return pair;
  if (!isState(state)) return "";
  const open = state !== "completed" && state !== "cancelled";
  if (open && event === "reopen") return "This is still open, so there is nothing to reopen.";
  if (open && event === "edit")
    return "This is still open. Finish it first; its answers can be edited after that.";
  return byState[state];
}

function isState(state: string): state is keyof typeof byState {
  return Object.hasOwn(byState, state);
}
