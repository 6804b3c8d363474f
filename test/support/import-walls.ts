/** Layers of src and what each may import besides itself: the arrows of the architecture, and nothing else. */
export const arrows: Record<string, readonly string[]> = {
  domain: [],
  contract: ["domain"],
  // What the file functions of Node lack: docs/decisions/0013-a-layer-for-files.md.
  files: [],
  storage: ["domain", "files"],
  archive: ["storage", "domain", "contract", "files"],
  features: ["domain", "contract", "storage", "archive", "http"],
  // The kernel hands out a person and a moment: docs/decisions/0007-the-kernel-knows-people.md.
  http: ["contract", "config", "domain", "files"],
  jobs: ["features", "archive", "storage", "files"],
  config: ["files"],
  cli: ["domain", "contract", "storage", "archive", "features", "http", "jobs", "config", "main", "files"],
  web: ["contract", "domain"],
  main: ["domain", "contract", "storage", "archive", "features", "http", "jobs", "config", "files"],
};

/** Folders whose subfolders do not know each other. */
export const separateSlices = ["src/features", "src/web/features"] as const;

/** Packages that only these places may import. */
export const packageHomes: Record<string, readonly string[]> = {
  kysely: ["src/storage/"],
  pg: ["src/storage/dialect/"],
  // The predecessor's own database file is foreign: it is read, never written, and is none of our engines.
  "better-sqlite3": ["src/storage/dialect/", "src/archive/predecessor/"],
};

/** Where an engine may be called by its name. */
export const engineNameHomes: readonly string[] = [
  "src/storage/dialect/",
  "src/config/",
  // Opens the one or the other, and offers the name to those who show it to the host.
  "src/storage/database.ts",
  // A SQLite file is one of the forms in which the predecessor's data comes.
  "src/archive/predecessor/",
];

/** The one file that may be called index: the list of migrations. */
export const indexHomes: readonly string[] = ["src/storage/migrations/index.ts"];

export const vagueNames: readonly string[] = [
  "util",
  "utils",
  "helper",
  "helpers",
  "common",
  "manager",
  "misc",
];

export const longestFile = 300;

/** A test file may be longer: it is read one test at a time. */
export const longestTest = 400;

/** What a migration may import: these are only ever added to. */
export const migrationWords: readonly string[] = [
  "src/storage/dialect/column-types.ts",
  "src/storage/dialect/column-builders.ts",
  "src/storage/dialect/migration-context.ts",
];
