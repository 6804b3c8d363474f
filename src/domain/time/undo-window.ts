/** For how long a deletion, a finish, a cancellation or an edit can be undone: 30 days. */
export const undoWindowMs = 30 * 86_400_000;
