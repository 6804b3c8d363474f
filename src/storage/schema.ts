/**
 * The tables as code sees them (camelCase; SQL is snake_case). What each column means stands in
 * `docs/data-model.md`; what it is in SQL stands in `migrations/`.
 */
export interface Schema {
  userAccount: UserAccountTable;
  session: SessionTable;
  invitation: InvitationTable;
  idempotencyKey: IdempotencyKeyTable;
  installation: InstallationTable;
  area: AreaTable;
  emotion: EmotionTable;
  task: TaskTable;
  taskArea: TaskAreaTable;
  taskEdit: TaskEditTable;
  instance: InstanceTable;
  instanceEvent: InstanceEventTable;
  workInterval: WorkIntervalTable;
  note: NoteTable;
  surveyResponse: SurveyResponseTable;
  importRun: ImportRunTable;
  importedRow: ImportedRowTable;
  restoredRow: RestoredRowTable;
  lease: LeaseTable;
  localState: LocalStateTable;
}

/** 0 or 1: neither engine is trusted with booleans. */
export type Flag = 0 | 1;

export interface UserAccountTable {
  id: string;
  username: string | null;
  usernameKey: string | null;
  passwordHash: string | null;
  role: string;
  timeZone: string;
  createdAt: number;
  lastSeenAt: number;
  settings: string;
}

/** Only the SHA-256 of the token is stored: a stolen database opens no account. */
export interface SessionTable {
  tokenHash: string;
  userId: string;
  createdAt: number;
  lastUsedAt: number;
  expiresAt: number;
}

export interface InvitationTable {
  codeHash: string;
  createdAt: number;
  usedAt: number | null;
}

/** `userId` is the account, or 'anonymous' for writes made before there is one. */
export interface IdempotencyKeyTable {
  userId: string;
  key: string;
  requestHash: string;
  status: number;
  body: string;
  createdAt: number;
}

/** One row a fact about this installation, for example when it was first started. */
export interface InstallationTable {
  key: string;
  value: string;
}

/** Where a row came from, and whether a person changed it here since (then `updatedAt` differs from `importedAt`). */
export interface Provenanced {
  source: string | null;
  sourceId: string | null;
  importId: string | null;
  importedAt: number | null;
  /** JSON object: everything of the source that has no column of its own. */
  extra: string;
}

interface Owned {
  userId: string;
  id: string;
}

interface Dated {
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
}

export interface AreaTable extends Owned, Dated, Provenanced {
  name: string;
  taskType: string | null;
  description: string;
}

export interface EmotionTable extends Owned, Dated, Provenanced {
  /** 'pair' (−100…100) or 'custom' (0…100). */
  kind: string;
  /** What the positive end is called; a custom emotion has only this one. */
  positive: string;
  negative: string | null;
  /** Folded name(s), unique per person. */
  nameKey: string;
  position: number;
}

export interface TaskTable extends Owned, Dated, Provenanced {
  name: string;
  searchText: string;
  description: string;
  taskType: string | null;
  recurrence: string | null;
  version: number;
  categories: string;
  estimateMinutes: number | null;
  place: string | null;
  notes: string;
  /** JSON list of emotion ids to ask, or null for the usual ones. */
  askedEmotions: string | null;
  retiredAt: number | null;
  /** When a go at it was last planned, begun or closed, or when it was made. Using a task is not changing it. */
  lastUsedAt: number;
}

export interface TaskAreaTable {
  userId: string;
  taskId: string;
  areaId: string;
  createdAt: number;
  importId: string | null;
}

/** One row an edit of a task; `before` and `after` hold only the fields that changed, as JSON. */
export interface TaskEditTable {
  userId: string;
  taskId: string;
  version: number;
  at: number;
  before: string;
  after: string;
  takenBackAt: number | null;
}

export interface InstanceTable extends Owned, Dated, Provenanced {
  taskId: string;
  taskVersion: number;
  state: string;
  initializedAt: number | null;
  firstStartedAt: number | null;
  completedAt: number | null;
  cancelledAt: number | null;
  dueAt: number | null;
  timeZone: string;
  /** The person's day on which it was completed or cancelled. */
  closedOn: string | null;
  postponedCount: number;
  /** Minutes worked before this app knew of it (brought by an import). */
  carriedMinutes: number | null;
  daysSinceLast: number | null;
  description: string;
  place: string | null;
  forecastAversion: number | null;
  forecastRelief: number | null;
  forecastMinutes: number | null;
  forecastMentalEnergy: number | null;
  forecastDifficulty: number | null;
  forecastEmotional: number | null;
  forecastPhysical: number | null;
  forecastStress: number | null;
  motivation: number | null;
  capacityBefore: number | null;
  reliefBefore: number | null;
  emotionsBefore: string;
  outcomeAversion: number | null;
  outcomeRelief: number | null;
  outcomeMinutes: number | null;
  outcomeCompletion: number | null;
  outcomeMentalEnergy: number | null;
  outcomeDifficulty: number | null;
  outcomeEmotional: number | null;
  outcomePhysical: number | null;
  outcomeStress: number | null;
  capacityAfter: number | null;
  emotionsAfter: string;
  reliefMode: string | null;
  reliefChange: number | null;
  capacityMode: string | null;
  capacityChange: number | null;
  progress: number | null;
  note: string;
  cancelCategory: string | null;
  cancelReason: string;
  /** JSON: field name → 'touched' | 'imported' | 'defaulted'. */
  provenance: string;
  eventCount: number;
}

export interface InstanceEventTable {
  userId: string;
  instanceId: string;
  seq: number;
  type: string;
  at: number;
  timeZone: string;
  payload: string;
}

export interface WorkIntervalTable {
  userId: string;
  id: string;
  instanceId: string;
  startedAt: number;
  endedAt: number | null;
}

export interface NoteTable extends Owned, Dated, Provenanced {
  body: string;
  writtenAt: number;
}

export interface SurveyResponseTable extends Owned, Dated, Provenanced {
  category: string;
  questionId: string;
  value: string | null;
  text: string | null;
  answeredAt: number;
}

export interface ImportRunTable extends Owned {
  form: string;
  timeZone: string;
  convertedScale: Flag;
  state: string;
  createdAt: number;
  finishedAt: number | null;
  undoneAt: number | null;
  report: string;
}

/** A row of the predecessor's files that has no table here: kept as it was, so that nothing is thrown away. */
export interface ImportedRowTable {
  userId: string;
  id: string;
  file: string;
  sourceId: string;
  position: number;
  content: string;
  importId: string | null;
}

/** A row that a restored archive brought, so that the import can be taken back. */
export interface RestoredRowTable {
  userId: string;
  importId: string;
  /** As in SQL. */
  tableName: string;
  /** Primary key without the owner, as a JSON list. */
  rowKey: string;
}

/** Who may do something that only one may do at a time. Never copied to another database. */
export interface LeaseTable {
  name: string;
  holder: string;
  /** By the clock of the database. */
  expiresAt: number;
  /** JSON object. */
  note: string;
}

/** A fact about this very database, never copied to another one. */
export interface LocalStateTable {
  key: string;
  /** JSON. */
  value: string;
}
